using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>The example at the root of this checkout on this machine: real builds, gates and instances.</summary>
[Trait("tier", "vm")]
[Trait("tier", "all")]
public sealed class LocalProgramTests
{
    private const string Image = ProviderBench.ImageType;
    private const string Fleet = ProviderBench.FleetType;

    [Fact]
    public async Task The_example_is_built_launched_rotated_and_taken_away_on_this_machine()
    {
        await using var forge = await LocalForge.CreateAsync();
        await using var stage = await ProgramStage.CreateAsync(forge.State);
        WithoutDetection(stage);
        var engine = stage.Engine;
        var took = Stopwatch.StartNew();
        await engine.UpAsync(stage.Program);
        Tell("up", took);
        var first = (string)engine.State.Of(Image, "web").Outputs["version"]!;
        Assert.NotEmpty(engine.State.Of(Image, "web").Outputs["gates"]!.AsArray());
        Assert.True(File.Exists((string)engine.State.Of(Image, "web").Outputs["sbom"]!));
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Assert.NotEmpty(await client.GetStringAsync(
            new Uri((string)engine.State.Outputs["endpoint"]!), TestContext.Current.CancellationToken));

        engine.Forget();
        await engine.UpAsync(stage.Program);
        Assert.DoesNotContain(engine.Calls, call => call.Method is "Create" or "Update" or "Delete");
        Tell("up without a change", took);

        stage.Edit("images/web/files/index.html", text => $"{text}\n<!-- another -->\n");
        engine.Forget();
        await engine.UpAsync(stage.Program);
        Assert.Equal(
            ["Update GoldenImage web", "Update Fleet web"],
            engine.Calls.Where(call => call.Method is "Create" or "Update" or "Delete" && !call.IsPreview)
                .Select(call => $"{call}"));
        var fleet = engine.State.Of(Fleet, "web");
        Assert.NotEqual(first, (string)fleet.Outputs["version"]!);
        Assert.Equal(100, (double)fleet.Outputs["currentShare"]!);
        Assert.Equal(100, (double)fleet.Outputs["sensorCoverage"]!);
        Tell("up with another page", took);

        Assert.Empty(await engine.RefreshAsync());
        await engine.DestroyAsync();
        Tell("destroy", took);
        using var rooms = stage.Rooms();
        Assert.Empty(await rooms.Fleets.ListFleetsAsync(TestContext.Current.CancellationToken));
        Assert.Empty(await stage.VersionsAsync("debian-base"));
        var kept = Assert.Single(await stage.VersionsAsync("web"));
        Assert.Equal(first, kept.Version);
        Assert.Empty(kept.Pins);
    }

    // It takes minutes, and this is about something else.
    private static void WithoutDetection(ProgramStage stage)
    {
        foreach (var profile in new[] { "server", "strict" })
        {
            stage.Edit($"images/profiles/{profile}.yaml", text => Regex.Replace(
                text, @"(#.*\n)?detection:\n( .*\n)*", "", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
        }
    }

    private static void Tell(string what, Stopwatch took) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"{what} after {took.Elapsed.TotalSeconds:0} s");
}
