using ImageForge.Core.Fleets;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>The example at the root of this checkout, through its whole life in a simulated cloud.</summary>
public sealed class YamlProgramTests
{
    private const string Image = ProviderBench.ImageType;
    private const string Fleet = ProviderBench.FleetType;

    [Fact]
    public async Task The_example_goes_up_stays_is_updated_drifts_is_mended_and_goes_away()
    {
        await using var stage = await ProgramStage.CreateAsync();
        var engine = stage.Engine;
        await engine.UpAsync(stage.Program);
        Assert.Equal(
            ["Handshake", "GetPluginInfo", "GetSchema", "GetPluginInfo", "Cancel", "SIGINT"], Words(engine, 1));
        Assert.Equal(["Handshake", "GetPluginInfo", "CheckConfig", "Configure", .. Made("Create?"), .. End],
            Words(engine, 2));
        Assert.Equal(["Handshake", "GetPluginInfo", "CheckConfig", "Configure", .. Made("Create"), .. End],
            Words(engine, 4));
        var first = (string)engine.State.Of(Image, "web").Outputs["version"]!;
        Assert.Equal(first, (string)engine.State.Outputs["webVersion"]!);
        Assert.Equal(100, (double)engine.State.Outputs["currentShare"]!);
        Assert.All((await stage.SnapshotAsync()).Instances, instance => Assert.Equal(first, $"{instance.Image}"));

        await AssertNoChangeAsync(stage, 2, 4);
        await UpdateAsync(stage, first);
        var victim = await MendAsync(stage);

        var last = (await stage.SnapshotAsync()).Instances.Select(instance => instance.Id).ToList();
        engine.Forget();
        await engine.DestroyAsync();
        Assert.Equal(["Handshake", "GetPluginInfo", "Configure", .. End], Words(engine, 1));
        Assert.Equal(
            [
                "Handshake", "GetPluginInfo", "Configure", "Delete Fleet web", "Delete GoldenImage web",
                "Delete GoldenImage debian-base", .. End,
            ],
            Words(engine, 2));
        Assert.Empty(engine.State.Resources);
        Assert.Empty(await stage.FleetsAsync());
        Assert.Empty(await stage.VersionsAsync("debian-base"));

        // The version before is its retention's; no resource keeps it.
        var kept = Assert.Single(await stage.VersionsAsync("web"));
        Assert.Equal(first, kept.Version);
        Assert.Empty(kept.Pins);
        await stage.AssertFloorHeldAsync([victim, .. last]);
    }

    private static readonly string[] End = ["Cancel", "SIGINT"];

    private static readonly string[] Unchanged =
    [
        "Check GoldenImage debian-base", "Diff GoldenImage debian-base", "Check GoldenImage web",
        "Diff GoldenImage web", "Check Fleet web", "Diff Fleet web",
    ];

    private static string[] Made(string create) =>
    [
        "Check GoldenImage debian-base", $"{create} GoldenImage debian-base", "Check GoldenImage web",
        $"{create} GoldenImage web", "Check Fleet web", $"{create} Fleet web",
    ];

    private static List<string> Words(MiniEngine engine, int process) =>
        [.. engine.Calls.Where(call => call.Process == process).Select(call => $"{call}")];

    /// <param name="processes">The second, and with a preview before it the fourth.</param>
    private static async Task AssertNoChangeAsync(ProgramStage stage, params int[] processes)
    {
        var engine = stage.Engine;
        engine.Forget();
        await engine.UpAsync(stage.Program, skipPreview: processes.Length == 1);
        foreach (var process in processes)
        {
            Assert.Equal(
                ["Handshake", "GetPluginInfo", "CheckConfig", "DiffConfig", "Configure", .. Unchanged, .. End],
                Words(engine, process));
        }
    }

    // Another package: another definition, another image, and the fleet on it.
    private static async Task UpdateAsync(ProgramStage stage, string first)
    {
        var engine = stage.Engine;
        stage.Edit("images/web/image.yaml", text => text.Replace("- nginx-light", "- nginx-light\n  - less"));
        engine.Forget();
        await engine.UpAsync(stage.Program);
        string[] expected =
        [
            "Check GoldenImage debian-base", "Diff GoldenImage debian-base", "Check GoldenImage web",
            "Diff GoldenImage web", "Update GoldenImage web", "Check Fleet web", "Diff Fleet web", "Update Fleet web",
        ];
        Assert.Equal(expected, Words(engine, 4)[5..^2]);
        Assert.Equal(expected, Words(engine, 2)[5..^2].Select(word => word.Replace("Update?", "Update")));
        var second = (string)engine.State.Of(Image, "web").Outputs["version"]!;
        Assert.NotEqual(first, second);
        Assert.Equal(second, (string)engine.State.Of(Fleet, "web").Outputs["version"]!);
        Assert.All((await stage.SnapshotAsync()).Instances, instance => Assert.Equal(second, $"{instance.Image}"));
        await AssertNoChangeAsync(stage, 2);
    }

    // Somebody terminates an instance: a refresh sees it, and the next run launches another one.
    private static async Task<InstanceId> MendAsync(ProgramStage stage)
    {
        var engine = stage.Engine;
        var victim = (await stage.SnapshotAsync()).Instances[0].Id;
        await stage.Bench.Cloud.Target().TerminateAsync(
            ProgramStage.Fleet, victim, TestContext.Current.CancellationToken);
        await ProgramStage.UntilAsync(
            async () => (await stage.SnapshotAsync()).Instances.All(instance => instance.Id != victim), "it is gone");
        engine.Forget();
        Assert.Equal(["web"], await engine.RefreshAsync());
        string[] looks =
        [
            "Read GoldenImage debian-base", "Diff GoldenImage debian-base", "Read GoldenImage web",
            "Diff GoldenImage web", "Read Fleet web", "Diff Fleet web",
        ];
        foreach (var process in new[] { 1, 2 })
        {
            Assert.Equal(["Handshake", "GetPluginInfo", "Configure", .. looks, .. End], Words(engine, process));
        }

        engine.Forget();
        await engine.UpAsync(stage.Program, skipPreview: true);
        Assert.Equal([.. Unchanged, "Update Fleet web"], Words(engine, 2)[5..^2]);
        Assert.Equal(3, (await stage.SnapshotAsync()).Instances.Length);
        Assert.Empty(await engine.RefreshAsync(skipPreview: true));
        await AssertNoChangeAsync(stage, 2);
        return victim;
    }
}
