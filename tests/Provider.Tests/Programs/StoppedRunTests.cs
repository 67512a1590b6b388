namespace ImageForge.Provider.Tests.Programs;

/// <summary>Runs that end before their fleet is whole: by Ctrl-C, and by a person who has to say yes.</summary>
public sealed class StoppedRunTests
{
    private const string Fleet = ProviderBench.FleetType;

    [Fact]
    public async Task A_fleet_whose_run_was_stopped_is_kept_and_gone_on_with_by_the_next()
    {
        await using var stage = await ProgramStage.CreateAsync();
        var engine = stage.Engine;
        var program = Program("web");
        var urn = engine.UrnOf(Fleet, "web");
        var up = engine.UpAsync(program, skipPreview: true);
        await ProgramStage.UntilAsync(
            async () => up.IsCompleted || (stage.Bench.Logs.Any(line => line.Urn == urn)
                && (await stage.FleetsAsync()).Contains(ProgramStage.Fleet)
                && !(await stage.SnapshotAsync()).Instances.IsEmpty),
            "the first instance is launched");
        await engine.Current.CancelAsync();
        var fault = await Assert.ThrowsAsync<EngineFault>(() => up);
        Assert.Contains("stopped before its end", fault.Message, StringComparison.Ordinal);
        var kept = engine.State.Of(Fleet, "web");
        Assert.Equal("web", kept.Id);
        Assert.NotEmpty(kept.InitErrors);

        engine.Forget();
        await engine.UpAsync(program, skipPreview: true);
        Assert.Equal(
            ["Check Fleet web", "Diff Fleet web", "Update Fleet web"],
            engine.Calls.Where(call => call.Urn == urn).Select(call => $"{call}"));
        Assert.Empty(engine.State.Of(Fleet, "web").InitErrors);
        Assert.Equal(3, (await stage.SnapshotAsync()).Instances.Length);
    }

    [Fact]
    public async Task A_fleet_that_waits_for_an_approval_has_its_id_and_is_complete_after_it()
    {
        await using var stage = await ProgramStage.CreateAsync();
        var engine = stage.Engine;
        await engine.UpAsync(Program("web"), skipPreview: true);
        var first = (string)engine.State.Of(Fleet, "web").Outputs["version"]!;
        stage.Edit("schedules/web.yaml", text => text.Replace("checkpoints: []", "checkpoints: []\napprovals: [34]"));
        stage.Edit("images/web/image.yaml", text => text.Replace("- nginx-light", "- nginx-light\n  - less"));
        var fault = await Assert.ThrowsAsync<EngineFault>(() => engine.UpAsync(Program("web"), skipPreview: true));
        Assert.Contains("rotation approve web", fault.Message, StringComparison.Ordinal);
        var kept = engine.State.Of(Fleet, "web");
        Assert.Equal("web", kept.Id);
        Assert.NotEmpty(kept.InitErrors);

        // Nothing has changed, and still it waits.
        await Assert.ThrowsAsync<EngineFault>(() => engine.UpAsync(Program("web"), skipPreview: true));
        await stage.CommandAsync("rotation", "approve", "web");
        await engine.UpAsync(Program("web"), skipPreview: true);
        var done = engine.State.Of(Fleet, "web");
        Assert.Empty(done.InitErrors);
        Assert.NotEqual(first, (string)done.Outputs["version"]!);
        Assert.Equal(100, (double)done.Outputs["currentShare"]!);
        Assert.Equal("complete", (string)done.Outputs["rotationState"]!);
        await stage.AssertFloorHeldAsync();
    }

    private static CodeProgram Program(string name) => new(async deployment =>
    {
        var image = await deployment.RegisterAsync(CodeProgram.Image(name));
        await deployment.RegisterAsync(CodeProgram.Fleet(name, image.Outputs["version"]));
    });
}
