using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageForge.Provider.Protocol;
using ImageForge.Provider.Shapes;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>
/// The schema by the rules of Pulumi's metaschema and of its hosts (cases 8 and 9 of the protocol's sheet, and its
/// section 8).
/// </summary>
public sealed partial class SchemaTests
{
    private static readonly string[] TopKeys =
    [
        "name", "version", "displayName", "description", "keywords", "homepage", "license", "repository", "publisher",
        "namespace", "pluginDownloadURL", "logoUrl", "attribution", "meta", "config", "types", "provider", "resources",
        "functions", "language", "dependencies", "parameterization", "allowedPackageNames",
    ];

    private static readonly string[] ResourceKeys =
    [
        "description", "inputProperties", "requiredInputs", "properties", "required", "stateInputs", "aliases",
        "isComponent", "methods", "deprecationMessage",
    ];

    private static readonly string[] TypeKeys = ["description", "type", "properties", "required", "enum"];
    private static readonly string[] FunctionKeys = ["description", "inputs", "outputs", "deprecationMessage"];
    private static readonly string[] Primitives = ["string", "integer", "number", "boolean"];
    private static readonly JsonObject Schema = JsonNode.Parse(SchemaDocument.Write(ProviderVersion.Text))!.AsObject();

    [Fact]
    public async Task The_process_hands_it_out_before_it_is_configured_and_always_the_same()
    {
        await using var bench = await ProviderBench.CreateAsync();
        var provider = await bench.StartBareAsync(bench.Engine);
        var first = (string)(await provider.CallAsync("GetSchema"))["schema"]!;
        Assert.Equal(first, (string?)(await provider.CallAsync("GetSchema"))["schema"]);
        Assert.Equal(SchemaDocument.Write(ProviderVersion.Text), first);
        Assert.Equal(
            (string?)JsonNode.Parse(first)!["version"],
            (string?)(await provider.CallAsync("GetPluginInfo"))["version"]);
        await bench.ConfigureAsync(provider);
        Assert.Equal(first, (string?)(await provider.CallAsync("GetSchema"))["schema"]);
        foreach (var other in new[]
        {
            new JsonObject { ["version"] = 1 }, new JsonObject { ["subpackage_name"] = "inner" },
        })
        {
            Assert.Equal(
                3, (await Assert.ThrowsAsync<StubFault>(() => provider.CallAsync("GetSchema", other))).Code);
        }
    }

    [Fact]
    public void Its_version_is_semantic_and_that_of_the_assembly()
    {
        var version = (string)Schema["version"]!;
        Assert.Matches(SemanticVersion(), version);
        Assert.Equal(ProviderVersion.Text, version);
        Assert.Equal(version, typeof(ProviderVersion).Assembly.GetName().Version!.ToString(3));
    }

    [Fact]
    public void Tokens_have_three_parts_and_differ_in_more_than_case()
    {
        Assert.Equal("imageforge", (string?)Schema["name"]);
        var tokens = Sections("types", "resources", "functions").Select(member => member.Key).ToList();
        Assert.NotEmpty(tokens);
        Assert.All(tokens, token => Assert.Matches("^imageforge:index:[A-Za-z][A-Za-z0-9]*$", token));
        Assert.Equal(tokens.Count, tokens.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.DoesNotContain("imageforge:index:Provider", tokens, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(
            tokens, token => token.Split(':')[2].Equals("pulumi", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Keys_are_those_of_the_metaschema()
    {
        AssertSubset(TopKeys, Schema, "the schema");
        AssertSubset(["variables", "defaults"], Schema["config"]!.AsObject(), "config");
        AssertSubset(ResourceKeys, Schema["provider"]!.AsObject(), "provider");
        Assert.All(Sections("resources"), member => AssertSubset(ResourceKeys, member.Value!.AsObject(), member.Key));
        Assert.All(Sections("types"), member => AssertSubset(TypeKeys, member.Value!.AsObject(), member.Key));
        Assert.All(Sections("functions"), member =>
        {
            AssertSubset(FunctionKeys, member.Value!.AsObject(), member.Key);
            AssertSubset(TypeKeys, member.Value["inputs"]!.AsObject(), $"{member.Key}.inputs");
            AssertSubset(TypeKeys, member.Value["outputs"]!.AsObject(), $"{member.Key}.outputs");
        });
        Assert.All(PropertiesOf(Schema), property => AssertProperty(property.Place, property.Shape));
    }

    [Fact]
    public void Every_reference_leads_somewhere_and_every_type_is_used()
    {
        var references = ReferencesIn(Schema).ToList();
        Assert.NotEmpty(references);
        var types = Sections("types").Select(type => $"#/types/{type.Key}").ToHashSet();
        Assert.All(references, reference => Assert.Contains(reference, types));
        Assert.Equal(types.Order(), references.Distinct().Order());
    }

    [Fact]
    public void Every_required_name_is_there()
    {
        foreach (var (place, map) in Objects())
        {
            foreach (var (names, properties) in new[]
            {
                ("required", "properties"), ("requiredInputs", "inputProperties"),
            })
            {
                Assert.All(
                    map[names]?.AsArray() ?? [],
                    name => Assert.True(map[properties]!.AsObject().ContainsKey((string)name!), $"{place}: {name}"));
            }
        }
    }

    [Fact]
    public void No_name_is_one_that_hosts_keep_for_themselves()
    {
        Assert.All(Sections("resources"), resource => Assert.All(
            new[] { "urn", "id", "pulumi" },
            // A waiver's id is its key in the file, and its resource's id is the very same.
            name => Assert.True(
                resource.Key.EndsWith(":Waiver", StringComparison.Ordinal) && name == "id"
                    || !resource.Value!["properties"]!.AsObject().ContainsKey(name), $"{resource.Key}.{name}")));
        Assert.All(
            new[] { "version", "pulumi" },
            name => Assert.False(Schema["provider"]!["inputProperties"]!.AsObject().ContainsKey(name), name));
        Assert.All(PropertiesOf(Schema), property => Assert.DoesNotMatch("[.]__[^.]*$", property.Place));
    }

    [Fact]
    public void Everything_says_what_it_is()
    {
        Assert.All(
            Objects().Where(member => !member.Place.Contains('/')),
            member => Assert.True(((string?)member.Map["description"])?.Length > 10, member.Place));
        Assert.All(PropertiesOf(Schema), property => Assert.True(
            ((string?)property.Shape["description"])?.Trim().Length > 5, $"{property.Place} says nothing"));
    }

    [Fact]
    public void The_token_is_secret_wherever_it_is_named()
    {
        foreach (var map in new[]
        {
            Schema["config"]!["variables"]!, Schema["provider"]!["inputProperties"]!,
            Schema["provider"]!["properties"]!,
        })
        {
            Assert.True((bool?)map["token"]!["secret"]);
        }

        Assert.All(
            PropertiesOf(Schema).Where(property => !property.Place.EndsWith(".token", StringComparison.Ordinal)),
            property => Assert.Null(property.Shape["secret"]));
    }

    [Fact]
    public void What_replaces_is_said_of_outputs_as_the_diff_says_it()
    {
        foreach (var shape in Catalog.Resources)
        {
            var resource = Schema["resources"]![shape.Token]!;
            var replaced = resource["properties"]!.AsObject()
                .Where(property => (bool?)property.Value!["replaceOnChanges"] ?? false)
                .Select(property => property.Key);
            Assert.Equal(shape.Replacing.Order(), replaced.Order());
            var foretold = resource["inputProperties"]!.AsObject()
                .Where(property => (bool?)property.Value!["willReplaceOnChanges"] ?? false)
                .Select(property => property.Key);
            Assert.Equal(shape.Replacing.Order(), foretold.Order());
        }
    }

    [Fact]
    public void A_resource_gives_back_all_that_it_is_given() => Assert.All(
        Sections("resources"),
        resource => Assert.Subset(
            resource.Value!["properties"]!.AsObject().Select(property => property.Key).ToHashSet(),
            resource.Value["inputProperties"]!.AsObject().Select(property => property.Key).ToHashSet()));

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Sections(params IEnumerable<string> names) =>
        names.SelectMany(name => Schema[name]!.AsObject());

    // Everything that has properties: its place, and itself.
    private static IEnumerable<(string Place, JsonObject Map)> Objects() =>
    [
        ("provider", Schema["provider"]!.AsObject()),
        .. Sections("resources", "types").Select(member => (member.Key, member.Value!.AsObject())),
        .. Sections("functions").SelectMany(member => new[] { "inputs", "outputs" }
            .Select(side => ($"{member.Key}/{side}", member.Value![side]!.AsObject()))),
        .. Sections("functions").Select(member => (member.Key, member.Value!.AsObject())),
    ];

    private static IEnumerable<(string Place, JsonObject Shape)> PropertiesOf(JsonObject schema)
    {
        foreach (var (name, variable) in schema["config"]!["variables"]!.AsObject())
        {
            yield return ($"config.{name}", variable!.AsObject());
        }

        foreach (var (place, map) in Objects())
        {
            foreach (var side in new[] { "inputProperties", "properties" })
            {
                foreach (var (name, property) in map[side]?.AsObject() ?? [])
                {
                    yield return ($"{place}.{name}", property!.AsObject());
                }
            }
        }
    }

    private static IEnumerable<string> ReferencesIn(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(field => field.Key == "$ref"
            ? [(string)field.Value!]
            : ReferencesIn(field.Value)),
        JsonArray list => list.SelectMany(ReferencesIn),
        _ => [],
    };

    private static void AssertProperty(string place, JsonObject property)
    {
        AssertSubset(
            [
                "type", "items", "additionalProperties", "$ref", "oneOf", "description", "default", "defaultInfo",
                "const", "secret", "replaceOnChanges", "willReplaceOnChanges", "deprecationMessage", "language",
                "plain",
            ],
            property, place);
        AssertType(place, property);
    }

    private static void AssertType(string place, JsonObject type)
    {
        if (type.ContainsKey("$ref"))
        {
            Assert.False(type.ContainsKey("type"), place);
            return;
        }

        switch ((string?)type["type"])
        {
            case "array":
                AssertType($"{place}[]", type["items"]!.AsObject());
                break;
            case "object":
                AssertType($"{place}{{}}", type["additionalProperties"]!.AsObject());
                break;
            case var primitive:
                Assert.Contains(primitive, Primitives);
                break;
        }
    }

    private static void AssertSubset(string[] known, JsonObject map, string place) => Assert.All(
        map,
        entry => Assert.True(known.Contains(entry.Key, StringComparer.Ordinal), $"{place} has the key {entry.Key}"));

    [GeneratedRegex(
        @"\A(0|[1-9][0-9]*)[.](0|[1-9][0-9]*)[.](0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?\z", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex SemanticVersion();
}
