using System.Text.Json.Nodes;
using ImageForge.Provider.Shapes;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>
/// No answer holds what makes an engine fall over, whatever it was asked (case 42 of the protocol's sheet). Every call
/// of an <see cref="EngineResource"/> is looked at so; here are whole lives, and what no program says.
/// </summary>
public sealed class EveryAnswerTests(DiffFixture fixture) : IClassFixture<DiffFixture>
{
    private const int Cases = 200;

    // INVALID_ARGUMENT alone: what is no value of any property.
    private static readonly int[] Documented = [3];

    [Theory]
    [InlineData("""{"deep":[{"in":{"$noKind":true}}]}""", "$.deep[0].in has no kind")]
    [InlineData("""{"count":{"$number":"NaN"}}""", "$.count is NaN")]
    [InlineData("""{"a":{"4dabf18193072939515e22adb298388d":"00"}}""", "$.a has the unknown signature 00")]
    [InlineData("""{"a":{"4dabf18193072939515e22adb298388d":7}}""", "$.a has the unknown signature 7")]
    [InlineData(
        """{"a":{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270"}}""",
        "$.a is a secret without a value")]
    public void What_an_engine_would_fall_over_is_found(string answer, string fault) =>
        Assert.Equal([fault], WireFaults.In(JsonNode.Parse(answer)));

    [Fact]
    public async Task A_whole_life_of_each_resource_is_sound()
    {
        var provider = await fixture.Bench.StartBareAsync(fixture.Bench.Engine);
        new BenchSchedule("lived").Write(fixture.Bench.Tree);
        BenchImage.Write(fixture.Bench.Tree, "lived", port: 80);
        Assert.Empty(WireFaults.In(await fixture.Bench.HandshakeAsync(provider)));
        Assert.Empty(WireFaults.In(await provider.CallAsync("GetPluginInfo")));
        Assert.Empty(WireFaults.In(await fixture.Bench.ConfigureAsync(provider)));
        foreach (var (type, news, changed) in new[]
        {
            (ProviderBench.ImageType, """{"definition":"lived"}""", """{"definition":"lived","channel":"canary"}"""),
            (ProviderBench.FleetType, """{"schedule":"lived"}""", """{"schedule":"lived","desired":1}"""),
            (ProviderBench.WaiverType, Waiver("a reason that is long enough"), Waiver("another reason, as long")),
        })
        {
            var resource = new EngineResource(provider, type, "lived");
            await resource.PreviewCreateAsync(Wire.Map(news));
            await resource.CreateAsync(Wire.Map(news));
            await resource.DiffAsync(resource.Inputs);
            await resource.ImportAsync(resource.Id);
            await resource.ReadAsync();
            var inputs = await resource.CheckedAsync(Wire.Map(changed));
            Assert.Equal("DIFF_SOME", Wire.Changes(await resource.DiffAsync(inputs)));
            await resource.PreviewUpdateAsync(Wire.Map(changed));
            await resource.UpdateAsync(Wire.Map(changed));
            Assert.Equal("DIFF_NONE", Wire.Changes(await resource.DiffAsync(resource.Inputs)));
            await resource.DeleteAsync();
            Assert.Equal("", (string?)(await resource.ReadAsync())["id"]);
        }
    }

    [Fact]
    public async Task Whatever_is_checked_is_answered_soundly()
    {
        var random = new RandomInputs(seed: 20261201);
        var answered = 0;
        for (var index = 0; index < Cases; index++)
        {
            var shape = Catalog.Resources[index % Catalog.Resources.Length];
            var news = random.Of(shape);
            var answer = await new EngineResource(fixture.Provider, shape.Token, "random").AnswerAsync(
                "Check", new JsonObject { ["olds"] = new JsonObject(), ["news"] = news.DeepClone() }, Documented);
            if (answer is null)
            {
                continue;
            }

            answered++;
            Assert.True(answer["inputs"] is JsonObject, news.ToJsonString());
            Assert.All(answer["failures"]!.AsArray(), failure =>
            {
                Assert.NotEmpty((string)failure!["property"]!);
                Assert.NotEmpty((string)failure["reason"]!);
            });

            // What came back is as good as what was sent: once more, nothing more is added.
            var again = await new EngineResource(fixture.Provider, shape.Token, "random").AnswerAsync(
                "Check", new JsonObject { ["news"] = answer["inputs"]!.DeepClone() }, Documented);
            Assert.True(
                again is null || JsonNode.DeepEquals(answer["inputs"], again["inputs"]), news.ToJsonString());
        }

        Assert.InRange(answered, Cases / 2, Cases);
    }

    [Fact]
    public async Task Whatever_is_compared_is_answered_soundly()
    {
        var random = new RandomInputs(seed: 4711);
        var answered = 0;
        for (var index = 0; index < Cases; index++)
        {
            var shape = Catalog.Resources[index % Catalog.Resources.Length];
            var (old, now) = (random.Of(shape), random.Of(shape));
            var made = fixture.Of(shape.Token);
            var resource = fixture.Of(
                shape.Token, new EngineResourceState(made.Id, old, index % 2 == 0 ? made.Outputs : old));
            var answer = await resource.AnswerAsync(
                "Diff",
                new JsonObject
                {
                    ["id"] = made.Id, ["olds"] = resource.Outputs.DeepClone(), ["old_inputs"] = old.DeepClone(),
                    ["news"] = now.DeepClone(),
                },
                Documented);
            if (answer is null)
            {
                continue;
            }

            answered++;
            Assert.NotEqual(0, (int)answer["changes"]!);
            Assert.Equal((int)answer["changes"]! == 2, answer["diffs"]!.AsArray().Count > 0);
            Assert.Subset(
                answer["diffs"]!.AsArray().Select(key => (string)key!).ToHashSet(),
                answer["replaces"]!.AsArray().Select(key => (string)key!).ToHashSet());
        }

        Assert.InRange(answered, Cases / 4, Cases);
    }

    [Theory]
    [InlineData("""{"4dabf18193072939515e22adb298388d":"00000000000000000000000000000000"}""")]
    [InlineData("""{"4dabf18193072939515e22adb298388d":"803fd3297a5875dc03ca845dda5d2a98","value":"AA=="}""")]
    [InlineData("""{"4dabf18193072939515e22adb298388d":7}""")]
    [InlineData("""{"4dabf18193072939515e22adb298388d":"c44067f5952c0a294b673a41bacd8c17","text":{"$noKind":true}}""")]
    public async Task What_no_engine_knows_is_refused_and_not_given_back(string value)
    {
        var image = new EngineResource(fixture.Provider, ProviderBench.ImageType, "unknown");
        var fault = await Assert.ThrowsAsync<StubFault>(() => image.CheckAsync(
            new JsonObject { ["definition"] = JsonNode.Parse(value) }));
        Assert.Equal(3, fault.Code);
        Assert.Contains("is none that there is", fault.Message, StringComparison.Ordinal);
    }

    private static string Waiver(string reason) => $$"""
        {"id":"lived","image":"web","owner":"team web","reason":"{{reason}}","cve":"CVE-2026-0001",
         "expires":"{{DateTime.UtcNow.AddDays(30):yyyy-MM-dd}}"}
        """;
}
