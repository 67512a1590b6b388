using System.Text.Json.Nodes;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>The example in TypeScript that README shows, run by Pulumi's own SDK in a simulated cloud.</summary>
public sealed class NodeProgramTests
{
    private const string Image = ProviderBench.ImageType;
    private const string Fleet = ProviderBench.FleetType;

    [Fact]
    public async Task A_program_in_typescript_keeps_its_secret_is_protected_and_replaces_its_fleet_in_order()
    {
        await using var stage = await ProgramStage.CreateAsync();
        var engine = stage.Engine;
        File.Copy(Example, Path.Combine(stage.Folder, "index.ts"));

        // As npm install leaves it in a program's folder.
        Directory.CreateSymbolicLink(
            Path.Combine(stage.Folder, "node_modules"),
            Path.Combine(await StubModules.FolderAsync(), "node_modules"));
        var schedule = await File.ReadAllTextAsync(Path.Combine(stage.Folder, "schedules/web.yaml"));
        stage.Bench.Tree.Write("schedules/other.yaml", schedule.Replace("fleet: web", "fleet: other"));
        await engine.UpAsync(Program(stage, protect: true));
        var version = (string)engine.State.Of(Image, "web").Outputs["version"]!;
        var fleet = engine.State.Of(Fleet, "web");
        Assert.Equal(version, (string)engine.State.Outputs["webVersion"]!);
        Assert.Equal(version, (string)engine.State.Outputs["released"]!);
        Assert.Equal(version, (string)fleet.Inputs["image"]!);
        Assert.Equal([engine.UrnOf(Image, "debian-base")], engine.State.Of(Image, "web").Dependencies);
        Assert.Equal(1800, fleet.Timeouts.Create);
        Assert.Equal(2, (await stage.SnapshotAsync()).Instances.Length);
        foreach (var kept in new[] { fleet.Inputs, fleet.Outputs, engine.State.Outputs }
            .Select(values => values["desired"]))
        {
            Assert.True(Wire.IsSecret(kept), $"{kept}");
            Assert.Equal(2, (double)Wire.Open(kept)!);
        }

        engine.Forget();
        await engine.UpAsync(Program(stage, protect: true));
        Assert.DoesNotContain(engine.Calls, call => call.Method is "Create" or "Update" or "Delete");
        Assert.Equal(2, engine.Calls.Count(call => call.Method == "Invoke"));

        await AssertProtectedAsync(stage);
        await ReplaceAsync(stage);
    }

    [Fact]
    public void Readme_shows_the_program_that_is_run() => Assert.Contains(
        File.ReadAllText(Example), File.ReadAllText(Path.Combine(Checkout.Root, "README.md")),
        StringComparison.Ordinal);

    private static string Example { get; } =
        Path.Combine(Checkout.Root, "tests", "Provider.Tests", "Programs", "example", "index.ts");

    private static NodeProgram Program(
        ProgramStage stage, bool protect = false, bool hasFleet = true, string schedule = "web") =>
        new(stage.Folder, new JsonObject
        {
            ["protect"] = protect ? "true" : "false", ["fleet"] = hasFleet ? "true" : "false",
            ["schedule"] = schedule, ["desired"] = "2",
        });

    private static async Task AssertProtectedAsync(ProgramStage stage)
    {
        var engine = stage.Engine;
        engine.Forget();
        var left = await Assert.ThrowsAsync<EngineFault>(() =>
            engine.UpAsync(Program(stage, protect: true, hasFleet: false), skipPreview: true));
        Assert.Contains("cannot be deleted because it is protected", left.Message, StringComparison.Ordinal);
        var other = await Assert.ThrowsAsync<EngineFault>(() =>
            engine.UpAsync(Program(stage, protect: true, schedule: "other"), skipPreview: true));
        Assert.Contains("marked for protection", other.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(engine.Calls, call => call.Method is "Delete" or "Create" or "Update");
        Assert.Equal(2, (await stage.SnapshotAsync()).Instances.Length);
    }

    // The program asks for deletion first, and gets it.
    private static async Task ReplaceAsync(ProgramStage stage)
    {
        var engine = stage.Engine;
        await engine.UpAsync(Program(stage), skipPreview: true);
        engine.Forget();
        await engine.UpAsync(Program(stage, schedule: "other"), skipPreview: true);
        Assert.Equal(
            ["Check Fleet web", "Diff Fleet web", "Check Fleet web", "Delete Fleet web", "Create Fleet web"],
            engine.Calls.Where(call => call.Urn.Contains(Fleet, StringComparison.Ordinal)).Select(call => $"{call}"));
        Assert.Equal(["other"], (await stage.FleetsAsync()).Select(fleet => fleet.Value));
        Assert.Equal("other", engine.State.Of(Fleet, "web").Id);
    }
}
