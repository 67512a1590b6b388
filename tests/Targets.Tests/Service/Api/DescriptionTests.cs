using System.Text.Json;

namespace ImageForge.Targets.Tests.Service.Api;

/// <summary>The published description is whole, and its page needs nothing from elsewhere.</summary>
public sealed class DescriptionTests(ApiStageFixture shared) : IClassFixture<ApiStageFixture>
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    [Fact]
    public async Task Every_operation_says_what_it_does_how_it_is_asked_and_how_it_refuses()
    {
        var document = (await shared.Stage.Api.GetAsync("openapi/v1.json")).Json;
        Assert.Equal("ImageForge", document.GetProperty("info").GetProperty("title").GetString());
        var faults = new List<string>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, operation) in OperationsOf(document))
        {
            faults.AddRange(FaultsOf(operation).Select(fault => $"{name}: {fault}"));
            if (!names.Add(operation.GetProperty("operationId").GetString()!))
            {
                faults.Add($"{name}: its name is taken");
            }
        }

        faults.AddRange(References(document).Where(reference => !Resolves(document, reference))
            .Select(reference => $"{reference} leads nowhere"));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(names.Count > 40, $"{names.Count} operations");
    }

    [Fact]
    public async Task The_reference_page_brings_all_that_it_needs()
    {
        var api = shared.Stage.Api;
        var page = await api.GetAsync("reference/");
        Assert.Equal((200, "text/html"), (page.Status, page.Media));
        Assert.DoesNotContain("http", page.Text, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        foreach (var script in (string[])["scalar.js", "scalar.aspnetcore.js"])
        {
            Assert.Contains(script, page.Text, StringComparison.Ordinal);
            var answer = await api.GetAsync($"reference/{script}");
            Assert.Equal(200, answer.Status);
            Assert.Contains("javascript", answer.Media, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> FaultsOf(JsonElement operation)
    {
        if (!operation.TryGetProperty("responses", out var responses)
            || responses.EnumerateObject().All(response => response.Name[0] != '2'))
        {
            yield return "no answer when all is well";
        }

        // What everybody may ask needs no more than its name.
        if (!operation.TryGetProperty("x-roles", out _))
        {
            yield break;
        }

        foreach (var field in (string[])["summary", "tags", "security"])
        {
            if (!operation.TryGetProperty(field, out _))
            {
                yield return $"no {field}";
            }
        }

        if (operation.TryGetProperty("requestBody", out var body)
            && body.GetProperty("content").TryGetProperty("application/json", out var json)
            && !json.TryGetProperty("example", out _) && IsOnce(operation))
        {
            yield return "no example of what is sent";
        }

        foreach (var response in responses.EnumerateObject()
            .Where(response => response.Name is "404" or "409" or "422"))
        {
            if (!response.Value.TryGetProperty("content", out var content)
                || !content.TryGetProperty("application/problem+json", out _))
            {
                yield return $"{response.Name} is no problem";
            }
        }
    }

    private static bool IsOnce(JsonElement operation) => operation.TryGetProperty("parameters", out var parameters)
        && parameters.EnumerateArray().Any(parameter => parameter.GetProperty("name").GetString() == "Idempotency-Key");

    private static IEnumerable<(string Name, JsonElement Operation)> OperationsOf(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where Methods.Contains(operation.Name)
        select ($"{operation.Name} {path.Name}", operation.Value);

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property is { Name: "$ref", Value.ValueKind: JsonValueKind.String }
                ? [property.Value.GetString()!]
                : References(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static bool Resolves(JsonElement document, string reference)
    {
        foreach (var part in reference.Split('/').Skip(1))
        {
            if (document.ValueKind != JsonValueKind.Object
                || !document.TryGetProperty(
                    part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal),
                    out document))
            {
                return false;
            }
        }

        return reference.StartsWith("#/", StringComparison.Ordinal);
    }
}
