using System.Text.Json.Nodes;
using ImageForge.Core.Fleets;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>Looks: to import, to refresh, and at what is gone (cases 31 to 33 of the protocol's sheet).</summary>
public sealed class ReadTests(DiffFixture fixture) : IClassFixture<DiffFixture>
{
    [Theory]
    [InlineData(ProviderBench.ImageType, "definition")]
    [InlineData(ProviderBench.FleetType, "schedule")]
    [InlineData(ProviderBench.WaiverType, "id")]
    public async Task An_id_alone_is_enough_to_import(string type, string named)
    {
        var made = fixture.Of(type);
        await AssertImportsAsync(type, made.Id, made);
        if (type == ProviderBench.ImageType)
        {
            // What people know of an image rather than the mark that a resource has.
            await AssertImportsAsync(type, "web", made);
            await AssertImportsAsync(type, (string)made.Outputs["version"]!, made);
        }

        Assert.Equal(made.Inputs[named]!.ToJsonString(), (await Import(type).ImportAsync(made.Id))["inputs"]![named]!
            .ToJsonString());
    }

    [Theory]
    [InlineData(ProviderBench.ImageType, "nosuch")]
    [InlineData(ProviderBench.ImageType, "nosuch/0123abcd")]
    [InlineData(ProviderBench.ImageType, "web/0123abcd")]
    [InlineData(ProviderBench.ImageType, "web@0123456789ab")]
    [InlineData(ProviderBench.ImageType, "web@zz")]
    [InlineData(ProviderBench.ImageType, "web:nosuch")]
    [InlineData(ProviderBench.ImageType, "web:stable:canary")]
    [InlineData(ProviderBench.ImageType, "Web and more")]
    [InlineData(ProviderBench.ImageType, "../../web")]
    [InlineData(ProviderBench.ImageType, "/")]
    [InlineData(ProviderBench.ImageType, "@")]
    [InlineData(ProviderBench.ImageType, "")]
    [InlineData(ProviderBench.FleetType, "nosuch")]
    [InlineData(ProviderBench.FleetType, "../schedules/diffed")]
    [InlineData(ProviderBench.FleetType, "a b % é 🔨")]
    [InlineData(ProviderBench.FleetType, "")]
    [InlineData(ProviderBench.WaiverType, "nosuch")]
    [InlineData(ProviderBench.WaiverType, "../waivers/diffed")]
    [InlineData(ProviderBench.WaiverType, "../../schedules/diffed")]
    [InlineData(ProviderBench.WaiverType, "a\0b")]
    [InlineData(ProviderBench.WaiverType, "")]
    public async Task What_is_not_there_is_no_error(string type, string id)
    {
        var answer = await Import(type).ImportAsync(id);
        Assert.Equal("", (string?)answer["id"]);
        Assert.Null(answer["properties"]);
        Assert.Null(answer["inputs"]);

        // Nor is its removal; and nothing else goes with it.
        await Import(type).CallAsync("Delete", new JsonObject { ["id"] = id });
        Assert.True(File.Exists(Path.Combine(fixture.Bench.Tree.Root, "schedules", "diffed.yaml")));
        Assert.True(File.Exists(Path.Combine(fixture.Bench.Tree.Root, "images", "waivers", "diffed.yaml")));
        var image = await Import(ProviderBench.ImageType).ImportAsync("web");
        Assert.Equal("web", (string?)image["properties"]!["image"]);
    }

    [Theory]
    [InlineData(ProviderBench.ImageType)]
    [InlineData(ProviderBench.FleetType)]
    [InlineData(ProviderBench.WaiverType)]
    public async Task A_look_at_what_nobody_touched_shows_nothing_new(string type)
    {
        var made = fixture.Of(type);
        var answer = await made.ReadAsync();
        Assert.Equal(made.Id, (string?)answer["id"]);
        Assert.True(JsonNode.DeepEquals(made.Inputs, answer["inputs"]), answer["inputs"]!.ToJsonString());
        Assert.Empty(Wire.UnknownsIn(answer));
        Assert.Equal("DIFF_NONE", Wire.Changes(await BackwardsAsync(type, made, answer)));
    }

    [Fact]
    public async Task A_waiver_that_somebody_edited_is_seen_as_it_is()
    {
        var waiver = new EngineResource(fixture.Provider, ProviderBench.WaiverType, "edited");
        await waiver.CreateAsync(new JsonObject
        {
            ["id"] = "edited", ["image"] = "web", ["owner"] = "team web", ["reason"] = "a reason that is long enough",
            ["cve"] = "CVE-2026-0001", ["expires"] = $"{DateTime.UtcNow.AddDays(30):yyyy-MM-dd}",
        });
        var file = Path.Combine(fixture.Bench.Tree.Root, "images", "waivers", "edited.yaml");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            file, text.Replace("team web", "team edge", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        var answer = await waiver.ReadAsync();
        Assert.Equal("team edge", (string?)answer["inputs"]!["owner"]);
        Assert.Equal("team edge", (string?)answer["properties"]!["owner"]);
        var diff = await BackwardsAsync(ProviderBench.WaiverType, waiver, answer);
        Assert.Equal("DIFF_SOME", Wire.Changes(diff));
        Assert.Equal("[\"owner\"]", diff["diffs"]!.ToJsonString());
    }

    [Fact]
    public async Task A_fleet_that_lost_an_instance_is_seen_and_made_whole()
    {
        new BenchSchedule("robbed").Write(fixture.Bench.Tree);
        var fleet = new EngineResource(fixture.Provider, ProviderBench.FleetType, "robbed");
        await fleet.CreateAsync(new JsonObject { ["schedule"] = "robbed" });
        var name = new FleetName("robbed");
        var cloud = fixture.Bench.Cloud.Target();
        var token = TestContext.Current.CancellationToken;
        var seen = await cloud.ObserveAsync(name, token);
        await cloud.TerminateAsync(name, seen.Instances[0].Id, token);

        var answer = await fleet.ReadAsync();
        Assert.Equal("robbed", (string?)answer["id"]);
        Assert.Equal(1, (int?)answer["properties"]!["total"]);
        var diff = await BackwardsAsync(ProviderBench.FleetType, fleet, answer);
        Assert.Equal("DIFF_SOME", Wire.Changes(diff));
        Assert.Equal("[]", diff["replaces"]!.ToJsonString());

        fleet.Keep(fleet.Id, answer["inputs"], answer["properties"]);
        Assert.Equal("DIFF_SOME", Wire.Changes(await fleet.DiffAsync(fleet.Inputs)));
        await fleet.UpdateAsync(new JsonObject { ["schedule"] = "robbed" });
        Assert.Equal(2, (int?)fleet.Outputs["healthy"]);
        Assert.Equal("DIFF_NONE", Wire.Changes(await fleet.DiffAsync(fleet.Inputs)));
    }

    [Fact]
    public async Task A_refresh_needs_no_file_of_what_the_next_run_removes()
    {
        new BenchSchedule("orphan").Write(fixture.Bench.Tree);
        BenchImage.Write(fixture.Bench.Tree, "orphan", port: 80);
        var image = new EngineResource(fixture.Provider, ProviderBench.ImageType, "orphan");
        await image.CreateAsync(new JsonObject { ["definition"] = "orphan" });
        var fleet = new EngineResource(fixture.Provider, ProviderBench.FleetType, "orphan");
        await fleet.CreateAsync(new JsonObject { ["schedule"] = "orphan" });
        fixture.Bench.Tree.Delete("schedules/orphan.yaml");
        Directory.Delete(Path.Combine(fixture.Bench.Tree.Root, "images", "orphan"), recursive: true);
        foreach (var (type, resource) in new[]
        {
            (ProviderBench.ImageType, image), (ProviderBench.FleetType, fleet),
        })
        {
            var answer = await resource.ReadAsync();
            Assert.Equal(resource.Id, (string?)answer["id"]);
            Assert.Equal("DIFF_NONE", Wire.Changes(await BackwardsAsync(type, resource, answer)));
            await resource.DeleteAsync();
            Assert.Equal("", (string?)(await resource.ReadAsync())["id"]);
        }
    }

    [Fact]
    public async Task What_somebody_removed_is_gone_from_the_next_look()
    {
        new BenchSchedule("removed").Write(fixture.Bench.Tree);
        var fleet = new EngineResource(fixture.Provider, ProviderBench.FleetType, "removed");
        await fleet.CreateAsync(new JsonObject { ["schedule"] = "removed" });
        await fleet.DeleteAsync();
        var answer = await fleet.ReadAsync();
        Assert.Equal("", (string?)answer["id"]);
        Assert.Null(answer["properties"]);
    }

    private EngineResource Import(string type) => new(fixture.Provider, type, "imported");

    private async Task AssertImportsAsync(string type, string id, EngineResource made)
    {
        var answer = await Import(type).ImportAsync(id);
        Assert.Equal(id, (string?)answer["id"]);
        Assert.NotNull(answer["properties"]);
        Assert.NotNull(answer["inputs"]);
        foreach (var output in Shapes.Catalog.Resources.Single(shape => shape.Token == type).Outputs)
        {
            Assert.True(
                !output.IsRequired || answer["properties"]![output.Name] is not null, $"{output.Name} is missing");
        }

        if (made.Outputs["version"] is { } version)
        {
            Assert.Equal((string?)version, (string?)answer["properties"]!["version"]);
        }

        var imported = Import(type);
        imported.Keep(id, answer["inputs"], answer["properties"]);
        var inputs = await imported.CheckedAsync(imported.Inputs);
        Assert.Equal("DIFF_NONE", Wire.Changes(await imported.DiffAsync(inputs)));
    }

    // As a refresh asks: what was seen is the old, what the state has is the new.
    private Task<JsonObject> BackwardsAsync(string type, EngineResource state, JsonObject seen)
    {
        var resource = new EngineResource(fixture.Provider, type, "backwards");
        resource.Keep(state.Id, seen["inputs"], seen["properties"]);
        return resource.DiffAsync(state.Inputs);
    }
}
