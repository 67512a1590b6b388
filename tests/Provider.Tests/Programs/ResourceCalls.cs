using System.Text.Json.Nodes;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>The calls in the life of a resource, with everything that the engine sends along.</summary>
internal sealed class ResourceCalls(EngineProcess process)
{
    /// <returns>The inputs to go on with.</returns>
    /// <exception cref="EngineFault">The inputs are wrong.</exception>
    public async Task<JsonObject> CheckAsync(StackResource resource, JsonObject olds, JsonObject news)
    {
        var answer = await process.CallAsync("Check", About(resource, new JsonObject
        {
            ["olds"] = Wire.Copy(olds), ["news"] = Wire.Copy(news),
            ["randomSeed"] = Convert.ToBase64String(new byte[32]),
        }));
        ThrowOnFailures(resource.Urn, answer);
        return answer["inputs"] is JsonObject inputs
            ? Wire.Copy(inputs)
            : throw new InvalidOperationException("Check without inputs: the engine would stop with an assertion");
    }

    public async Task<JsonObject> DiffAsync(StackResource old, JsonObject news)
    {
        var answer = await process.CallAsync("Diff", About(old, new JsonObject
        {
            ["id"] = old.Id, ["olds"] = Wire.Copy(old.Outputs), ["old_inputs"] = Wire.Copy(old.Inputs),
            ["news"] = Wire.Copy(news),
        }));
        Assert.True((int)answer["changes"]! is 1 or 2, $"the engine would diff by itself: {answer}");
        return answer;
    }

    public async Task<(string Id, JsonObject Outputs)> CreateAsync(StackResource resource, bool isPreview)
    {
        var answer = await process.CallAsync("Create", About(resource, new JsonObject
        {
            ["properties"] = Wire.Copy(resource.Inputs), ["timeout"] = resource.Timeouts.Create,
            ["preview"] = isPreview,
        }));
        var (id, outputs) = ((string)answer["id"]!, OutputsOf(answer, isPreview));
        Assert.True(isPreview || id.Length > 0, "Create without an id");
        return (isPreview ? "" : id, outputs);
    }

    public async Task<JsonObject> UpdateAsync(
        StackResource old, JsonObject news, ProgramTimeouts timeouts, bool isPreview)
    {
        var answer = await process.CallAsync("Update", About(old, new JsonObject
        {
            ["id"] = old.Id, ["olds"] = Wire.Copy(old.Outputs), ["old_inputs"] = Wire.Copy(old.Inputs),
            ["news"] = Wire.Copy(news), ["timeout"] = timeouts.Update, ["preview"] = isPreview,
        }));
        return OutputsOf(answer, isPreview);
    }

    public Task DeleteAsync(StackResource old) => process.CallAsync("Delete", About(old, new JsonObject
    {
        ["id"] = old.Id, ["properties"] = Wire.Copy(old.Outputs), ["old_inputs"] = Wire.Copy(old.Inputs),
        ["timeout"] = old.Timeouts.Delete,
    }));

    /// <summary>By what the state holds, or by the id alone where it holds nothing.</summary>
    /// <returns>Null: it is not there.</returns>
    public async Task<StackResource?> ReadAsync(StackResource known, bool isImport)
    {
        var request = About(known, new JsonObject { ["id"] = known.Id });
        if (!isImport)
        {
            request["properties"] = Wire.Copy(known.Outputs);
            request["inputs"] = Wire.Copy(known.Inputs);
        }

        var answer = await process.CallAsync("Read", request);
        if ((string)answer["id"]! is "")
        {
            Assert.True(answer["properties"] is null, "properties without an id");
            return null;
        }

        return known with
        {
            Id = (string)answer["id"]!, Outputs = OutputsOf(answer, isPreview: false), InitErrors = [],
            Inputs = answer["inputs"] is JsonObject inputs
                ? Wire.Copy(inputs)
                : throw new InvalidOperationException("Read without inputs: nothing could be imported"),
        };
    }

    /// <summary>Whether an answer of Diff asks for another resource.</summary>
    public static bool IsReplace(JsonObject diff) => IsChange(diff) && (diff["replaces"]!.AsArray().Count > 0
        || diff["detailedDiff"]!.AsObject().Any(entry => (int)entry.Value!["kind"]! % 2 == 1));

    public static bool IsChange(JsonObject diff) => (int)diff["changes"]! == 2;

    /// <exception cref="EngineFault">There are some.</exception>
    public static void ThrowOnFailures(string of, JsonObject answer)
    {
        if (answer["failures"] is JsonArray { Count: > 0 } failures)
        {
            throw new EngineFault(string.Join("\n", failures.Select(failure =>
                $"{of}: property {failure!["property"]} has a problem: {failure["reason"]}")));
        }
    }

    private static JsonObject OutputsOf(JsonObject answer, bool isPreview)
    {
        var outputs = answer["properties"] as JsonObject
            ?? throw new InvalidOperationException($"an answer without properties: {answer}");
        Assert.True(isPreview || !Wire.HasUnknown(outputs), $"unknown after the fact: {outputs}");
        return Wire.Copy(outputs);
    }

    private static JsonObject About(StackResource resource, JsonObject message)
    {
        (message["urn"], message["name"], message["type"]) = (resource.Urn, resource.Name, resource.Type);
        return message;
    }
}
