using System.Text.Json.Nodes;
using ImageForge.Engine.Definitions;
using ImageForge.Provider.Protocol;
using ImageForge.Provider.Shapes;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>Names, limits and defaults that programs and YAML definitions share are one and the same.</summary>
public sealed class SchemaSourceTests
{
    // What a form says by which values are judged; its words may be others for programs.
    private static readonly string[] Limits =
    [
        "type", "enum", "minimum", "maximum", "minLength", "maxLength", "pattern", "minItems", "maxItems",
        "uniqueItems", "default",
    ];

    private static readonly JsonObject Schema = JsonNode.Parse(SchemaDocument.Write(ProviderVersion.Text))!.AsObject();

    [Fact]
    public void A_waiver_has_the_keys_of_its_file_and_no_other()
    {
        var file = FileOf("waiver");
        Assert.Equal(
            file["properties"]!.AsObject().Select(key => key.Key), Catalog.Waiver.Inputs.Select(input => input.Name));
        Assert.Equal(
            file["required"]!.AsArray().Select(name => (string?)name).Order(),
            Catalog.Waiver.Inputs.Where(input => input.IsRequired).Select(input => input.Name).Order());
        foreach (var input in Catalog.Waiver.Inputs)
        {
            AssertLimits(file["properties"]![input.Name]!.AsObject(), input.Form);
            Assert.Equal(
                (string?)file["properties"]![input.Name]!["description"], (string?)input.Form["description"]);
        }
    }

    [Theory]
    [InlineData("Fleet", "schedule", "schedule", "fleet")]
    [InlineData("Fleet", "desired", "schedule", "desired")]
    [InlineData("GoldenImage", "definition", "image", "name")]
    [InlineData("GoldenImage", "channel", "schedule", "channel", "default")]
    [InlineData("getImage", "name", "image", "name")]
    [InlineData("getImage", "channel", "schedule", "channel")]
    [InlineData("getFleetPosture", "fleet", "schedule", "fleet")]
    public void A_property_that_a_file_has_too_has_its_limits(
        string shape, string property, string kind, string key, string? without = null)
    {
        var input = Catalog.Resources.Concat(Catalog.Functions).Single(known => known.Token.EndsWith($":{shape}",
            StringComparison.Ordinal)).Inputs.Single(known => known.Name == property);
        var written = FileOf(kind)["properties"]![key]!.DeepClone().AsObject();
        if (without is not null)
        {
            Assert.True(written.Remove(without));
        }

        AssertLimits(written, input.Form);
    }

    [Fact]
    public void Pockets_are_those_of_a_base()
    {
        var written = FileOf("image")["properties"]!["base"]!["properties"]!["pockets"]!.DeepClone().AsObject();
        Assert.True(written.Remove("default"));
        var overrides = Catalog.GoldenImage.Inputs.Single(input => input.Name == "overrides").Form;
        var pockets = overrides["properties"]!["pockets"]!.AsObject();
        AssertLimits(written, pockets);
        AssertLimits(written["items"]!.AsObject(), pockets["items"]!.AsObject());
        Assert.Equal(
            "#/types/imageforge:index:ImageOverrides",
            (string?)Schema["resources"]!["imageforge:index:GoldenImage"]!["inputProperties"]!["overrides"]!["$ref"]);
    }

    [Fact]
    public void The_schema_has_types_and_defaults_of_the_forms_and_names_their_choices()
    {
        foreach (var shape in Catalog.Resources)
        {
            var properties = Schema["resources"]![shape.Token]!["inputProperties"]!.AsObject();
            Assert.Equal(shape.Inputs.Select(input => input.Name), properties.Select(property => property.Key));
            foreach (var input in shape.Inputs)
            {
                var property = properties[input.Name]!;
                Assert.True(JsonNode.DeepEquals(input.Form["default"], property["default"]), input.Name);
                if (property["$ref"] is null)
                {
                    Assert.Equal((string?)input.Form["type"], (string?)property["type"]);
                }

                foreach (var choice in input.Form["enum"]?.AsArray() ?? [])
                {
                    Assert.Contains((string)choice!, (string)property["description"]!, StringComparison.Ordinal);
                }
            }
        }
    }

    private static void AssertLimits(JsonObject written, JsonObject form) => Assert.All(Limits, limit => Assert.True(
        JsonNode.DeepEquals(written[limit], form[limit]),
        $"{limit} is {form[limit]?.ToJsonString()} and in the file {written[limit]?.ToJsonString()}"));

    private static JsonObject FileOf(string kind)
    {
        using var stream = typeof(DefinitionReader).Assembly.GetManifestResourceStream($"{kind}.schema.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
