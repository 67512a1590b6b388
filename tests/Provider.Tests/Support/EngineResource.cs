using System.Text.Json.Nodes;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests;

/// <summary>
/// One resource as an engine has it in its state: what it asks of the provider, and what it keeps of the answers. No
/// answer may hold what makes an engine fall over.
/// </summary>
internal sealed class EngineResource(ProviderProcess provider, string type, string name)
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromMinutes(2);

    public string Urn => ProviderBench.Urn(type, name);

    public string Id { get; set; } = "";

    public JsonObject Inputs { get; set; } = [];

    public JsonObject Outputs { get; set; } = [];

    public Task<JsonObject> CheckAsync(JsonObject news, byte[]? seed = null) => CallAsync("Check", new JsonObject
    {
        ["olds"] = Inputs.DeepClone(), ["news"] = news.DeepClone(),
        ["randomSeed"] = Convert.ToBase64String(seed ?? new byte[32]),
    });

    /// <summary>What a program wants, with defaults.</summary>
    public async Task<JsonObject> CheckedAsync(JsonObject news)
    {
        var answer = await CheckAsync(news);
        Assert.Equal("[]", answer["failures"]!.ToJsonString());
        return answer["inputs"]!.DeepClone().AsObject();
    }

    /// <param name="inputs">Checked.</param>
    /// <param name="sendsOldInputs">False: as engines did before there were old inputs.</param>
    public Task<JsonObject> DiffAsync(JsonObject inputs, bool sendsOldInputs = true)
    {
        var request = new JsonObject
        {
            ["id"] = Id, ["olds"] = Outputs.DeepClone(), ["news"] = inputs.DeepClone(),
        };
        if (sendsOldInputs)
        {
            request["old_inputs"] = Inputs.DeepClone();
        }

        return CallAsync("Diff", request);
    }

    public async Task<JsonObject> PreviewCreateAsync(JsonObject news) => await CallAsync("Create", new JsonObject
    {
        ["properties"] = await CheckedAsync(news), ["preview"] = true,
    });

    /// <summary>Checks and makes it; one that failed half-way is kept too.</summary>
    /// <exception cref="StubFault">It is refused.</exception>
    public async Task<JsonObject> CreateAsync(JsonObject news, double timeout = 0, string? call = null)
    {
        var inputs = await CheckedAsync(news);
        try
        {
            var answer = await CallAsync(
                "Create", new JsonObject { ["properties"] = inputs.DeepClone(), ["timeout"] = timeout }, call);
            Keep((string)answer["id"]!, inputs, answer["properties"]);
            return answer;
        }
        catch (StubFault fault) when (fault.InitFailed is { } half)
        {
            Assert.Empty(WireFaults.In(half));
            Keep((string)half["id"]!, inputs, half["properties"]);
            throw;
        }
    }

    public async Task<JsonObject> PreviewUpdateAsync(JsonObject news) => await CallAsync(
        "Update", UpdateOf(await CheckedAsync(news), isPreview: true, timeout: 0));

    /// <summary>As <see cref="CreateAsync"/>.</summary>
    public async Task<JsonObject> UpdateAsync(JsonObject news, double timeout = 0)
    {
        var inputs = await CheckedAsync(news);
        try
        {
            var answer = await CallAsync("Update", UpdateOf(inputs, isPreview: false, timeout));
            Keep(Id, inputs, answer["properties"]);
            return answer;
        }
        catch (StubFault fault) when (fault.InitFailed is { } half)
        {
            Assert.Empty(WireFaults.In(half));
            Keep(Id, Inputs, half["properties"]);
            throw;
        }
    }

    /// <summary>A look by what the state has.</summary>
    public Task<JsonObject> ReadAsync() => CallAsync("Read", new JsonObject
    {
        ["id"] = Id, ["properties"] = Outputs.DeepClone(), ["inputs"] = Inputs.DeepClone(),
    });

    /// <summary>A look by an id alone.</summary>
    public Task<JsonObject> ImportAsync(string id) => CallAsync("Read", new JsonObject { ["id"] = id });

    public Task DeleteAsync() => CallAsync("Delete", new JsonObject
    {
        ["id"] = Id, ["properties"] = Outputs.DeepClone(), ["old_inputs"] = Inputs.DeepClone(),
    });

    /// <summary>The state after a look.</summary>
    public void Keep(string id, JsonNode? inputs, JsonNode? outputs) =>
        (Id, Inputs, Outputs) = (id, inputs!.DeepClone().AsObject(), outputs!.DeepClone().AsObject());

    /// <summary>One call about this resource, whatever it is.</summary>
    public async Task<JsonObject> CallAsync(string method, JsonObject message, string? call = null)
    {
        message["urn"] = Urn;
        message["type"] = type;
        message["name"] = name;
        var answer = await provider.CallAsync(method, message, call, AnswerMax);
        Assert.Empty(WireFaults.In(answer));
        return answer;
    }

    /// <summary>The same of what may be refused; null: it is, with one of these statuses.</summary>
    public async Task<JsonObject?> AnswerAsync(string method, JsonObject message, int[] refusals)
    {
        try
        {
            return await CallAsync(method, message);
        }
        catch (StubFault fault) when (refusals.Contains(fault.Code))
        {
            return null;
        }
    }

    private JsonObject UpdateOf(JsonObject inputs, bool isPreview, double timeout) => new()
    {
        ["id"] = Id, ["olds"] = Outputs.DeepClone(), ["news"] = inputs.DeepClone(),
        ["old_inputs"] = Inputs.DeepClone(), ["preview"] = isPreview, ["timeout"] = timeout,
    };
}
