using System.Text.Json.Nodes;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>Inputs that are right, not there or not known yet (cases 14 to 18 of the protocol's sheet).</summary>
public sealed class CheckTests(BenchFixture fixture) : IClassFixture<BenchFixture>
{
    private const string Waiver = """
        {"id":"check-1","cve":"CVE-2026-0001","image":"web","owner":"team web","reason":"a reason that is long enough",
         "expires":"EXPIRES"}
        """;

    [Theory]
    [InlineData(ProviderBench.ImageType, "definition")]
    [InlineData(ProviderBench.FleetType, "schedule")]
    [InlineData(ProviderBench.WaiverType, "id", "image", "owner", "reason", "expires")]
    public async Task Nothing_given_names_each_required_property(string type, params string[] required)
    {
        var answer = await Resource(type).CheckAsync([]);
        Assert.Equal(required.Order(), FailuresOf(answer).Select(failure => failure.Property).Order());
        Assert.All(
            FailuresOf(answer),
            failure => Assert.StartsWith("it is missing: ", failure.Reason, StringComparison.Ordinal));
        Assert.NotNull(answer["inputs"]);

        // Unset, as some engines send it, is empty.
        var unset = await Resource(type).CallAsync("Check", []);
        Assert.Equal(answer["failures"]!.ToJsonString(), unset["failures"]!.ToJsonString());
        Assert.NotNull(unset["inputs"]);
    }

    [Theory]
    [InlineData(ProviderBench.ImageType, """{"definition":"web"}""", """{"target":"TARGET"}""")]
    [InlineData(
        ProviderBench.ImageType,
        """{"definition":"web","target":"local","channel":"canary","overrides":{"pockets":["release","security"]}}""",
        "{}")]
    [InlineData(ProviderBench.FleetType, """{"schedule":"web"}""", """{"target":"TARGET","waitFor":"complete"}""")]
    [InlineData(
        ProviderBench.FleetType,
        """{"schedule":"web","image":"web@0123456789ab","desired":7,"target":"TARGET","waitFor":"started"}""", "{}")]
    [InlineData(ProviderBench.WaiverType, Waiver, "{}")]
    public async Task What_is_given_comes_back_with_defaults_and_nothing_else(
        string type, string given, string defaults)
    {
        var news = Parse(given);
        var expected = Parse(given);
        foreach (var (name, value) in Parse(defaults))
        {
            expected[name] = value!.DeepClone();
        }

        var once = await Resource(type).CheckedAsync(news);
        AssertSame(expected, once);
        AssertSame(once, await Resource(type).CheckedAsync(once));
    }

    [Theory]
    [InlineData(ProviderBench.ImageType, """{"definition":"web"}""")]
    [InlineData(ProviderBench.FleetType, """{"schedule":"web"}""")]
    [InlineData(ProviderBench.WaiverType, Waiver)]
    public async Task What_is_not_known_yet_passes_as_it_came(string type, string given)
    {
        var names = Shapes.Catalog.Resources.Single(shape => shape.Token == type).Inputs.Select(input => input.Name);
        foreach (var name in names)
        {
            foreach (var sentinel in Wire.Sentinels)
            {
                var news = Parse(given);
                news[name] = sentinel;
                var inputs = await Resource(type).CheckedAsync(news);
                AssertSame(JsonValue.Create(sentinel), inputs[name]);
            }

            // A waiver is a file that is reviewed: a secret in it is a failure, known or not.
            if (type != ProviderBench.WaiverType)
            {
                var news = Parse(given);
                news[name] = Wire.Secret(Wire.Unknown);
                AssertSame(news[name]!, (await Resource(type).CheckedAsync(news))[name]);
            }
        }
    }

    [Fact]
    public async Task What_is_not_known_yet_passes_in_depth()
    {
        foreach (var sentinel in Wire.Sentinels)
        {
            foreach (var overrides in new[]
            {
                new JsonObject { ["pockets"] = sentinel },
                new JsonObject { ["pockets"] = new JsonArray(sentinel) },
                new JsonObject { ["pockets"] = new JsonArray("release", Wire.Secret(sentinel)) },
                Wire.Secret(new JsonObject { ["pockets"] = new JsonArray(sentinel, "release") }),
            })
            {
                var inputs = await Resource(ProviderBench.ImageType).CheckedAsync(
                    new JsonObject { ["definition"] = "web", ["overrides"] = overrides.DeepClone() });
                AssertSame(overrides, inputs["overrides"]);
            }
        }
    }

    [Fact]
    public async Task What_is_known_beside_what_is_not_is_still_checked()
    {
        var answer = await Resource(ProviderBench.FleetType).CheckAsync(
            new JsonObject { ["schedule"] = Wire.Unknown, ["desired"] = 0 });
        Assert.Equal("desired", Assert.Single(FailuresOf(answer)).Property);
        AssertSame(JsonValue.Create(Wire.Unknown), answer["inputs"]!["schedule"]);
    }

    [Theory]
    [InlineData(ProviderBench.ImageType, """{"definition":"web"}""")]
    [InlineData(ProviderBench.FleetType, """{"schedule":"web"}""")]
    public async Task The_same_seed_gives_the_same(string type, string given)
    {
        var seed = Enumerable.Range(0, 32).Select(index => (byte)index).ToArray();
        var first = await Resource(type).CheckAsync(Parse(given), seed);
        var second = await Resource(type).CheckAsync(Parse(given), seed);
        Assert.Equal(first.ToJsonString(), second.ToJsonString());

        // Nothing here is random, so a new instance of the resource gets the same too.
        var other = await Resource(type).CheckAsync(Parse(given), new byte[32]);
        Assert.Equal(first.ToJsonString(), other.ToJsonString());
    }

    [Theory]
    [InlineData("""{"schedule":"web","desired":"7"}""", "desired", "7")]
    [InlineData("""{"schedule":"web","desired":7.0}""", "desired", "7")]
    [InlineData("""{"schedule":"web","desired":null,"waitFor":null}""", "waitFor", "\"complete\"")]
    [InlineData("""{"schedule":"web","image":null}""", "image", "null")]
    [InlineData("""{"schedule":"web","__defaults":[]}""", "__defaults", "null")]
    public async Task What_can_be_meant_is_read_as_that(string given, string property, string expected)
    {
        var inputs = await Resource(ProviderBench.FleetType).CheckedAsync(Parse(given));
        Assert.Equal(expected, inputs[property]?.ToJsonString() ?? "null");
    }

    [Fact]
    public async Task A_secret_stays_one_at_the_place_where_it_was()
    {
        var news = new JsonObject
        {
            ["schedule"] = Wire.Secret("web"), ["desired"] = Wire.Secret("7"), ["waitFor"] = Wire.Secret("started"),
        };
        var inputs = await Resource(ProviderBench.FleetType).CheckedAsync(news);
        AssertSame(Wire.Secret("web"), inputs["schedule"]);
        AssertSame(Wire.Secret(7), inputs["desired"]);
        AssertSame(Wire.Secret("started"), inputs["waitFor"]);

        // A secret in a secret is one.
        news["schedule"] = Wire.Secret(Wire.Secret("web"));
        AssertSame(Wire.Secret("web"), (await Resource(ProviderBench.FleetType).CheckedAsync(news))["schedule"]);
    }

    [Theory]
    [InlineData("""{"$number":"NaN"}""")]
    [InlineData("""{"$number":"Infinity"}""")]
    [InlineData("""{"$number":"-Infinity"}""")]
    [InlineData("\"NaN\"")]
    [InlineData("\"1e3\"")]
    [InlineData("1e300")]
    [InlineData("2.5")]
    [InlineData("\"2.5\"")]
    [InlineData("\"\"")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public async Task What_is_no_count_is_a_failure(string desired)
    {
        var answer = await fixture.Provider.CallAsync("Check", new JsonObject
        {
            ["urn"] = ProviderBench.Urn(ProviderBench.FleetType, "counted"), ["type"] = ProviderBench.FleetType,
            ["news"] = new JsonObject { ["schedule"] = "web", ["desired"] = JsonNode.Parse(desired) },
        });
        Assert.Equal("desired", Assert.Single(FailuresOf(answer)).Property);
    }

    private EngineResource Resource(string type) => new(fixture.Provider, type, "checked");

    private JsonObject Parse(string given) => Wire.Map(given
        .Replace("TARGET", fixture.Bench.Target, StringComparison.Ordinal)
        .Replace("EXPIRES", $"{DateTime.UtcNow.AddDays(30):yyyy-MM-dd}", StringComparison.Ordinal));

    private static IEnumerable<(string Property, string Reason)> FailuresOf(JsonObject answer) =>
        answer["failures"]!.AsArray().Select(failure =>
            ((string)failure!["property"]!, (string)failure["reason"]!));

    private static void AssertSame(JsonNode expected, JsonNode? actual) => Assert.True(
        JsonNode.DeepEquals(expected, actual), $"expected {expected.ToJsonString()}, not {actual?.ToJsonString()}");
}
