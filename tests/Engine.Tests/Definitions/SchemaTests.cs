using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageForge.Engine.Definitions;
using NJsonSchema;

namespace ImageForge.Engine.Tests.Definitions;

/// <summary>The schemas serve editors and the reader alike: complete, closed, and explained at every key.</summary>
public sealed class SchemaTests
{
    public static TheoryData<string> Kinds() =>
        [
            "image", "control", "sensor", "schedule", "waiver", "profile", "feed", "scenario", "noise", "remediation",
            "webhook",
        ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_schema_is_itself_valid_and_refers_only_to_itself(string kind)
    {
        var text = Text(kind);

        var schema = await JsonSchema.FromJsonAsync(text, TestContext.Current.CancellationToken);

        Assert.Equal("http://json-schema.org/draft-07/schema#", schema.SchemaVersion);
        var targets = Nodes(JsonNode.Parse(text)!).Select(node => node["$ref"]?.GetValue<string>()).OfType<string>();
        Assert.All(targets, target => Assert.StartsWith("#/definitions/", target, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_group_is_closed_and_every_value_has_words_and_a_limit(string kind)
    {
        foreach (var node in Nodes(JsonNode.Parse(Text(kind))!).Where(node => node["type"] is JsonValue))
        {
            var where = $"{kind} {node.GetPath()}";
            Assert.True(node["title"] is not null && node["description"] is not null, $"{where} lacks words");
            switch (node["type"]!.GetValue<string>())
            {
                case "object":
                    Assert.False(node["additionalProperties"]?.GetValue<bool>() ?? true, $"{where} is open");
                    break;
                case "string":
                    Assert.True((node["maxLength"] ?? node["enum"]) is not null, $"{where} has no length limit");
                    break;
                case "array":
                    Assert.True(node["maxItems"] is not null, $"{where} has no limit");
                    break;
                case "integer":
                    Assert.True(node["minimum"] is not null && node["maximum"] is not null, $"{where} has no range");
                    break;
            }
        }
    }

    [Fact]
    public void What_two_kinds_of_file_share_means_the_same_in_both()
    {
        var shared = Kinds().Select(row => JsonNode.Parse(Text(row.Data))!["definitions"]).OfType<JsonObject>()
            .SelectMany(definitions => definitions)
            .GroupBy(definition => definition.Key).Where(group => group.Count() > 1).ToList();

        Assert.NotEmpty(shared);
        Assert.All(shared, group => Assert.Single(group.Select(definition => Meaning(definition.Value!)).Distinct()));

        // Words may differ: a path is relative to another folder.
        static string Meaning(JsonNode node)
        {
            var copy = node.DeepClone();
            var explained = Nodes(copy).OfType<JsonObject>().Where(part => part["description"] is JsonValue).ToList();
            foreach (var part in explained)
            {
                part.Remove("description");
                part.Remove("title");
            }

            return copy.ToJsonString();
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_pattern_is_anchored_and_means_the_same_to_editors(string kind)
    {
        foreach (var pattern in Nodes(JsonNode.Parse(Text(kind))!).Select(node => node["pattern"]).OfType<JsonValue>())
        {
            var text = pattern.GetValue<string>();
            Assert.Matches("^\\^.*\\$$", text);
            Assert.DoesNotContain("\\d", text, StringComparison.Ordinal);
            Assert.DoesNotContain("(?", text, StringComparison.Ordinal);
            _ = new Regex(text, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_definition_file_of_the_tree_names_its_schema_for_editors(string kind)
    {
        var files = Directory.EnumerateFiles(CopiedTree.Good, "*.yaml", SearchOption.AllDirectories)
            .Where(file => File.ReadLines(file).First().EndsWith($"/{kind}.schema.json", StringComparison.Ordinal));

        Assert.All(files, file => Assert.StartsWith("# yaml-language-server: $schema=", File.ReadLines(file).First()));
        Assert.NotEmpty(files);
    }

    private static IEnumerable<JsonObject> Nodes(JsonNode node) => node is JsonObject group
        ? group.Select(entry => entry.Value).OfType<JsonObject>().SelectMany(Nodes).Prepend(group)
        : [];

    private static string Text(string kind)
    {
        using var stream = typeof(DefinitionReader).Assembly.GetManifestResourceStream($"{kind}.schema.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
