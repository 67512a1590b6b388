using System.Text.Json.Nodes;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>How the provider itself is configured (cases 10 to 13 of the protocol's sheet).</summary>
public sealed class ConfigurationTests(BenchFixture fixture) : IClassFixture<BenchFixture>
{
    private const string Type = "pulumi:providers:imageforge";
    private const string Token = "ift_never-to-be-seen-4711";

    private ProviderBench Bench => fixture.Bench;

    private EngineResource Config => new(fixture.Provider, Type, "default");

    [Fact]
    public async Task Texts_of_the_stack_and_values_of_a_program_come_back_and_so_does_the_version()
    {
        var texts = new JsonObject
        {
            ["definitions"] = Bench.Tree.Root, ["state"] = Bench.State, ["target"] = Bench.Target,
            ["version"] = "0.1.0",
        };
        var answer = await CheckConfigAsync(texts);
        Assert.Equal("[]", answer["failures"]!.ToJsonString());
        AssertSame(texts, answer["inputs"]);

        // A number in the stack's file is a number here, and a folder may be called so.
        answer = await CheckConfigAsync(new JsonObject { ["state"] = 4711, ["version"] = "0.1.0" });
        Assert.Equal("[]", answer["failures"]!.ToJsonString());
        AssertSame(new JsonObject { ["state"] = "4711", ["version"] = "0.1.0" }, answer["inputs"]);
    }

    [Fact]
    public async Task Nothing_at_all_is_a_configuration()
    {
        var answer = await CheckConfigAsync([]);
        Assert.Equal("[]", answer["failures"]!.ToJsonString());
        Assert.Equal("{}", answer["inputs"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"target":"moon"}""", "target", "'moon' is no target")]
    [InlineData("""{"target":["local"]}""", "target", "expected a text, not a list")]
    [InlineData("""{"definitions":"no/such/folder"}""", "definitions", "has no folder images/")]
    [InlineData("""{"defnitions":"."}""", "defnitions", "did you mean \"definitions\"?")]
    [InlineData("""{"endpoint":"https://forge.example:7443"}""", "token", "endpoint needs it")]
    [InlineData("""{"endpoint":"http://forge.example","token":"x"}""", "endpoint", "over https only")]
    [InlineData("""{"endpoint":"forge","token":"x"}""", "endpoint", "expected an address such as")]
    [InlineData("""{"endpoint":"https://u:p@forge.example","token":"x"}""", "endpoint", "without path, query or user")]
    [InlineData(
        """{"endpoint":"https://forge.example","token":"x","target":"local"}""", "target", "leave it out")]
    [InlineData(
        """{"endpoint":"https://forge.example","token":"x","state":"here"}""", "state", "leave it out")]
    [InlineData(
        """{"state":"0123456789012345678901234567890123456789012345678901234567890123456789"}""", "state",
        "characters long")]
    public async Task A_wrong_value_is_a_failure_of_its_property(string given, string property, string reason)
    {
        var news = Wire.Map(given);
        var answer = await CheckConfigAsync(news);
        var failure = Assert.Single(answer["failures"]!.AsArray())!;
        Assert.Equal(property, (string?)failure["property"]);
        Assert.Contains(reason, (string)failure["reason"]!, StringComparison.Ordinal);
        AssertSame(news, answer["inputs"]);

        // Configure says the same, for engines that do not ask first.
        var fault = await Assert.ThrowsAsync<StubFault>(() => Bench.StartAsync(news));
        Assert.Equal(3, fault.Code);
        Assert.Contains($"imageforge:{property}: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_known_yet_passes()
    {
        var news = new JsonObject
        {
            ["endpoint"] = Wire.Unknown, ["token"] = Wire.Secret(Wire.Unknown),
        };
        var answer = await CheckConfigAsync(news);
        Assert.Equal("[]", answer["failures"]!.ToJsonString());
        AssertSame(news, answer["inputs"]);
    }

    [Fact]
    public async Task A_secret_token_is_taken_and_never_seen_again()
    {
        var provider = await Bench.StartBareAsync(Bench.Engine);
        await Bench.HandshakeAsync(provider);
        var config = new EngineResource(provider, Type, "sealed");
        foreach (var token in new JsonNode[]
        {
            Wire.Secret(Token), Wire.Secret(Wire.Secret(Token)), Wire.Secret(new JsonArray(Token)),
            Wire.Secret(new JsonObject { ["in"] = Token }),
        })
        {
            var answer = await config.CallAsync("CheckConfig", new JsonObject
            {
                ["news"] = new JsonObject { ["endpoint"] = "http://forge.example", ["token"] = token.DeepClone() },
            });
            Assert.DoesNotContain(Token, answer["failures"]!.ToJsonString(), StringComparison.Ordinal);
        }

        // A plain one too: what looks wrong about it is said without it.
        var wrong = await config.CallAsync("CheckConfig", new JsonObject
        {
            ["news"] = new JsonObject { ["endpoint"] = "https://forge.example", ["token"] = $"{Token}\nand more" },
        });
        Assert.Equal("token", (string?)Assert.Single(wrong["failures"]!.AsArray())!["property"]);
        Assert.DoesNotContain(Token, wrong["failures"]!.ToJsonString(), StringComparison.Ordinal);

        await Bench.ConfigureAsync(
            provider, new JsonObject { ["target"] = Bench.Target, ["token"] = Wire.Secret(Token) });
        await new EngineResource(provider, ProviderBench.ImageType, "sealed").CreateAsync(
            new JsonObject { ["definition"] = "web" });
        await provider.CallAsync("Cancel");
        await provider.InterruptAsync();
        var (stdout, stderr) = await provider.WordsAsync();
        Assert.DoesNotContain(Token, stdout + stderr, StringComparison.Ordinal);
        Assert.DoesNotContain(Bench.Logs, line => line.Message.Contains(Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Configuration_as_old_engines_give_it_is_read()
    {
        var provider = await Bench.StartBareAsync(Bench.Engine);
        await Bench.HandshakeAsync(provider);
        await provider.CallAsync("Configure", new JsonObject
        {
            ["variables"] = new JsonObject
            {
                ["imageforge:config:target"] = Bench.Target, ["other:config:target"] = "moon",
            },
        });
        var image = new EngineResource(provider, ProviderBench.ImageType, "old-engine");
        Assert.Equal(
            Bench.Target,
            (string?)(await image.CheckedAsync(new JsonObject { ["definition"] = "web" }))["target"]);
    }

    [Theory]
    [InlineData("""{"target":"local","version":"0.1.0"}""", """{"target":"local","version":"0.2.0"}""")]
    [InlineData("""{"target":"local"}""", """{"target":"local","version":"0.2.0"}""")]
    [InlineData("""{"target":"local","version":"0.1.0"}""", """{"target":"local"}""")]
    public async Task Another_version_alone_is_no_difference(string old, string now)
    {
        var answer = await DiffConfigAsync(old, now);
        Assert.Equal("DIFF_NONE", Wire.Changes(answer));
        Assert.Equal("[]", answer["diffs"]!.ToJsonString());
        Assert.Equal("[]", answer["replaces"]!.ToJsonString());
        Assert.Equal("{}", answer["detailedDiff"]!.ToJsonString());
    }

    [Theory]
    [InlineData(
        """{"endpoint":"https://a.example","token":"x"}""", """{"endpoint":"https://b.example","token":"x"}""",
        "endpoint")]
    [InlineData("""{"target":"local"}""", """{"target":"simulated:http://127.0.0.1:1"}""", "target")]
    [InlineData("""{}""", """{"state":"elsewhere"}""", "state")]
    public async Task Another_place_is_a_difference_that_replaces_nothing(string old, string now, string property)
    {
        var answer = await DiffConfigAsync(old, now);
        Assert.Equal("DIFF_SOME", Wire.Changes(answer));
        Assert.Equal($"[\"{property}\"]", answer["diffs"]!.ToJsonString());
        Assert.Equal("[]", answer["replaces"]!.ToJsonString());
        Assert.True((bool)answer["hasDetailedDiff"]!);
        Assert.Equal([property], answer["detailedDiff"]!.AsObject().Select(change => change.Key));
        Assert.False((bool)answer["deleteBeforeReplace"]!);
    }

    [Fact]
    public async Task A_token_that_is_sealed_now_and_was_not_before_is_no_difference()
    {
        var answer = await Config.CallAsync("DiffConfig", new JsonObject
        {
            ["old_inputs"] = new JsonObject { ["token"] = Token },
            ["olds"] = new JsonObject { ["token"] = Token },
            ["news"] = new JsonObject { ["token"] = Wire.Secret(Token) },
        });
        Assert.Equal("DIFF_NONE", Wire.Changes(answer));
    }

    private Task<JsonObject> CheckConfigAsync(JsonObject news) => Config.CallAsync(
        "CheckConfig", new JsonObject { ["olds"] = new JsonObject(), ["news"] = news.DeepClone() });

    private Task<JsonObject> DiffConfigAsync(string old, string now) => Config.CallAsync("DiffConfig", new JsonObject
    {
        ["olds"] = Wire.Map(old), ["old_inputs"] = Wire.Map(old), ["news"] = Wire.Map(now),
    });

    private static void AssertSame(JsonNode expected, JsonNode? actual) => Assert.True(
        JsonNode.DeepEquals(expected, actual), $"expected {expected.ToJsonString()}, not {actual?.ToJsonString()}");
}
