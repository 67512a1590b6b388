namespace ImageForge.Provider.Tests.Programs;

/// <summary>What is there already comes under a stack, and stays what it is.</summary>
public sealed class ImportTests
{
    private const string Image = ProviderBench.ImageType;
    private const string Fleet = ProviderBench.FleetType;

    [Fact]
    public async Task Images_by_name_and_by_version_and_a_fleet_are_imported_and_the_program_replaces_none()
    {
        await using var stage = await ProgramStage.CreateAsync();
        await stage.Engine.UpAsync(stage.Program, skipPreview: true);
        var versions = new[] { "debian-base", "web" }.ToDictionary(
            name => name, name => (string)stage.Engine.State.Of(Image, name).Outputs["version"]!);
        var instances = (await stage.SnapshotAsync()).Instances.Select(instance => instance.Id).ToHashSet();

        var other = new MiniEngine(stage.Bench) { Configuration = stage.Engine.Configuration, Stack = "other" };
        var web = await other.ImportAsync(Image, "web", "web");
        Assert.Equal(
            ["Handshake", "GetPluginInfo", "CheckConfig", "Configure", "Read GoldenImage web",
                "Check GoldenImage web", "Cancel", "SIGINT"],
            other.Calls.Select(call => $"{call}"));
        Assert.Equal(versions["web"], (string)web.Outputs["version"]!);
        var byVersion = await other.ImportAsync(Image, "debian-base", versions["debian-base"]);
        Assert.Equal("debian-base", (string)byVersion.Inputs["definition"]!);
        var fleet = await other.ImportAsync(Fleet, "web", "web");
        Assert.Equal(3, (double)fleet.Outputs["current"]!);
        await Assert.ThrowsAsync<EngineFault>(() => other.ImportAsync(Image, "none", "none"));

        other.Forget();
        await other.UpAsync(stage.Program);
        Assert.DoesNotContain(other.Calls, call => call.Method is "Create" or "Delete");
        Assert.DoesNotContain(other.Calls, call => call.Method == "Update" && call.Urn.Contains(Image));
        Assert.All((await stage.SnapshotAsync()).Instances, instance => Assert.Contains(instance.Id, instances));
        other.Forget();
        await other.UpAsync(stage.Program, skipPreview: true);
        Assert.DoesNotContain(other.Calls, call => call.Method is "Create" or "Update" or "Delete");
    }
}
