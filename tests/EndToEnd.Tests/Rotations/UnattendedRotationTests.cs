using System.Diagnostics;
using ImageForge.Browser.Tests;
using ImageForge.EndToEnd.Tests.Support;

namespace ImageForge.EndToEnd.Tests.Rotations;

/// <summary>From an edited file to a fleet that serves it, without a person: real builds, gates and machines.</summary>
[Trait("tier", "all")]
public sealed class UnattendedRotationTests(SharedForge shared)
{
    [Fact]
    public async Task What_is_edited_is_built_gated_and_rotated_onto_by_the_service_alone_and_no_request_is_lost()
    {
        Chromium.SkipUnlessHere();
        await using var stage = await UnattendedStage.StartAsync(shared);
        await using var camera = await DashboardCamera.OpenAsync(stage.Address, await stage.TokenAsync());
        Assert.Equal("first", await stage.VersionAsync());
        await camera.KeepAsync("unattended-before", Pages);
        await using var load = new SteadyLoad(await stage.EndpointAsync());
        var took = Stopwatch.StartNew();

        stage.WriteVersion("second");

        await stage.UntilRotatingAsync();
        Tell("the first instance runs the next image", took);
        await camera.KeepAsync("unattended-during", Pages);
        var next = await stage.UntilRotatedAsync();
        Tell("all of them do", took);
        Assert.Equal("second", await stage.VersionAsync());
        await camera.KeepAsync("unattended-after", Pages);
        await load.AssertNothingWasLostAsync();
        await stage.DoneAsync(UnattendedStage.RotationMax, "journal", "verify");

        var stopped = await stage.StopAsync();
        Assert.True(stopped.ExitCode == 0, $"{stopped}");
        Assert.Contains($"{next} is built and passed its gates: Released", stopped.Errors, StringComparison.Ordinal);
        Assert.Contains("started: its schedule: 3 Drift", stopped.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("[ERR]", stopped.Errors, StringComparison.Ordinal);
        Assert.All(await stage.ImagesAsync(), image => Assert.Equal(next, image));
    }

    private static readonly string[] Pages = ["", $"fleets/{UnattendedStage.Fleet}", "images", "journal"];

    private static void Tell(string what, Stopwatch took) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"{what} after {took.Elapsed.TotalSeconds:0} s");
}
