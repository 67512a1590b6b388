using System.Text.Json.Nodes;
using ImageForge.Core.Fleets;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>Resources that are made, or only looked forward to (cases 24 to 27 of the protocol's sheet).</summary>
public sealed class CreateTests(BenchFixture fixture) : IClassFixture<BenchFixture>
{
    private const int NotFound = 5;
    private const int InvalidArgument = 3;

    private ProviderBench Bench => fixture.Bench;

    [Theory]
    [InlineData(ProviderBench.ImageType, """{"definition":"web"}""")]
    [InlineData(ProviderBench.FleetType, """{"schedule":"web"}""")]
    [InlineData(ProviderBench.WaiverType,
        """
        {"id":"foreseen","cve":"CVE-2026-0001","image":"web","owner":"o","reason":"long enough",
         "expires":"EXPIRES"}
        """)]
    public async Task A_preview_touches_nothing_and_names_what_is_not_known_yet(string type, string given)
    {
        var state = Path.Combine(Path.GetTempPath(), $"ifp-{Guid.NewGuid().ToString("N")[..8]}");
        var provider = await Bench.StartAsync(new JsonObject { ["target"] = Bench.Target, ["state"] = state });
        var resource = new EngineResource(provider, type, "foreseen");
        await new EngineResource(fixture.Provider, ProviderBench.ImageType, "before").CreateAsync(
            new JsonObject { ["definition"] = "web" });
        var before = await SightAsync();
        var news = Wire.Map(given.Replace(
            "EXPIRES", $"{DateTime.UtcNow.AddDays(30):yyyy-MM-dd}", StringComparison.Ordinal));
        var answer = await resource.PreviewCreateAsync(news);
        Assert.Equal("", (string?)answer["id"]);
        var outputs = answer["properties"]!.AsObject();
        foreach (var (name, value) in news)
        {
            Assert.Equal(value!.ToJsonString(), outputs[name]?.ToJsonString());
        }

        var shape = Shapes.Catalog.Resources.Single(known => known.Token == type);
        Assert.All(shape.Outputs, output => Assert.True(outputs.ContainsKey(output.Name), output.Name));
        Assert.NotEmpty(Wire.UnknownsIn(outputs));
        Assert.False(Directory.Exists(state));
        Assert.Equal(before, await SightAsync());

        // Where something was built already, it touches nothing either.
        await new EngineResource(fixture.Provider, type, "foreseen").PreviewCreateAsync(news);
        Assert.Equal(before, await SightAsync());
    }

    [Fact]
    public async Task A_preview_of_what_follows_from_what_is_not_known_is_not_known_either()
    {
        var image = new EngineResource(fixture.Provider, ProviderBench.ImageType, "vague");
        var answer = await image.PreviewCreateAsync(new JsonObject { ["definition"] = Wire.Secret(Wire.Unknown) });
        Assert.Equal(
            Wire.Secret(Wire.Unknown).ToJsonString(), answer["properties"]!["definition"]!.ToJsonString());
        Assert.Equal(Wire.Unknown, (string?)answer["properties"]!["version"]);
        var fleet = new EngineResource(fixture.Provider, ProviderBench.FleetType, "vague");
        answer = await fleet.PreviewCreateAsync(
            new JsonObject { ["schedule"] = "web", ["image"] = Wire.Unknown, ["desired"] = Wire.Unknown });
        Assert.Equal(Wire.Unknown, (string?)answer["properties"]!["version"]);
    }

    [Fact]
    public async Task What_is_made_has_an_id_and_all_its_outputs_and_was_told_of_while_it_was_made()
    {
        new BenchSchedule("told").Write(Bench.Tree);
        var image = new EngineResource(fixture.Provider, ProviderBench.ImageType, "told");
        await image.CreateAsync(new JsonObject { ["definition"] = "web" });
        var fleet = new EngineResource(fixture.Provider, ProviderBench.FleetType, "told");
        var before = Bench.Logs.Count();
        await fleet.CreateAsync(new JsonObject
        {
            ["schedule"] = Wire.Secret("told"), ["image"] = image.Outputs["version"]!.DeepClone(),
        });

        // The answer is the last that is heard of it.
        var told = Bench.Logs.Skip(before).Where(line => line.Urn == fleet.Urn).ToList();
        await fixture.Provider.CallAsync("GetPluginInfo");
        Assert.Equal(told.Count, Bench.Logs.Skip(before).Count(line => line.Urn == fleet.Urn));
        Assert.Contains(told, line => line.IsStatus);
        Assert.Contains(told, line => !line.IsStatus && line.Message.Contains("2 of 2", StringComparison.Ordinal));
        Assert.All(told, line => Assert.DoesNotContain('\n', line.Message));
        Assert.Contains(Bench.Logs, line => line.Urn == image.Urn && !line.IsStatus);

        Assert.Equal("told", fleet.Id);
        foreach (var made in new[] { image, fleet })
        {
            Assert.Empty(Wire.UnknownsIn(made.Outputs));
            Assert.All(made.Inputs, input => Assert.True(
                JsonNode.DeepEquals(input.Value, made.Outputs[input.Key]), input.Key));
        }

        Assert.Equal(2, (int?)fleet.Outputs["healthy"]);
        Assert.Equal(100, (int?)fleet.Outputs["currentShare"]);
        AssertRequired(ProviderBench.ImageType, image.Outputs);
        AssertRequired(ProviderBench.FleetType, fleet.Outputs);
    }

    [Fact]
    public async Task Twenty_at_once_are_twenty()
    {
        var images = Enumerable.Range(0, 20).Select(index =>
            new EngineResource(fixture.Provider, ProviderBench.ImageType, $"one-of-{index}")).ToList();
        await Task.WhenAll(images.Select(image => image.CreateAsync(new JsonObject { ["definition"] = "web" })));
        Assert.Equal(images.Count, images.Select(image => image.Id).Distinct().Count());
        Assert.All(images, image => Assert.NotEmpty(image.Id));

        // Each is found by its own id, and goes by it.
        await Task.WhenAll(images.Select(image => image.DeleteAsync()));
    }

    [Fact]
    public async Task What_fails_before_anything_is_there_leaves_nothing()
    {
        new BenchSchedule("failed").Write(Bench.Tree);
        var fleet = new EngineResource(fixture.Provider, ProviderBench.FleetType, "failed");
        var fault = await Assert.ThrowsAsync<StubFault>(() => fleet.CreateAsync(
            new JsonObject { ["schedule"] = "failed", ["image"] = "nosuch@0123456789ab" }));
        Assert.Equal(NotFound, fault.Code);
        Assert.Null(fault.InitFailed);
        Assert.Null(fault.DetailCode);
        Assert.DoesNotContain(
            new FleetName("failed"),
            await Bench.Cloud.Target().ListFleetsAsync(TestContext.Current.CancellationToken));
        Assert.Equal("", (string?)(await fleet.ImportAsync("failed"))["id"]);

        // The file was right when it was checked.
        Bench.Tree.Write("images/spoilt/image.yaml", ImageText("spoilt"));
        var image = new EngineResource(fixture.Provider, ProviderBench.ImageType, "spoilt");
        var inputs = await image.CheckedAsync(new JsonObject { ["definition"] = "spoilt" });
        Bench.Tree.Write("images/spoilt/image.yaml", "name: spoilt\nbase: [\n");
        fault = await Assert.ThrowsAsync<StubFault>(() => image.CallAsync(
            "Create", new JsonObject { ["properties"] = inputs }));
        Bench.Tree.Delete("images/spoilt/image.yaml");
        Directory.Delete(Path.Combine(Bench.Tree.Root, "images", "spoilt"));
        Assert.Equal(InvalidArgument, fault.Code);
        Assert.Null(fault.InitFailed);
        Assert.Equal("", (string?)(await image.ImportAsync("spoilt"))["id"]);
    }

    private static string ImageText(string name) => $$"""
        name: {{name}}
        base: { distribution: debian, suite: bookworm, architecture: amd64 }
        ports: [{ number: 80 }]
        health: { port: 80, path: /healthz }

        """;

    private static void AssertRequired(string type, JsonObject outputs) => Assert.All(
        Shapes.Catalog.Resources.Single(shape => shape.Token == type).Outputs,
        output => Assert.True(!output.IsRequired || outputs.ContainsKey(output.Name), output.Name));

    // Every file of the program and of the state with its length, and every fleet of the cloud. The database of a state
    // is opened by whoever looks, and looking makes its helpers.
    private async Task<string> SightAsync()
    {
        var files = new[] { Bench.Tree.Root, Bench.State }
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(file => !Path.GetFileName(file).Contains(".db", StringComparison.Ordinal))
            .Order().Select(file => $"{file} {new FileInfo(file).Length}");
        var fleets = await Bench.Cloud.Target().ListFleetsAsync(TestContext.Current.CancellationToken);
        return string.Join("\n", files.Concat(fleets.Select(fleet => $"fleet {fleet}").Order()));
    }
}
