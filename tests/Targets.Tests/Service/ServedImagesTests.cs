using ImageForge.Targets.Tests.Local;

namespace ImageForge.Targets.Tests.Service;

/// <summary>What the service does for images and feeds by itself, as far as it can be seen without a build.</summary>
public sealed class ServedImagesTests : IDisposable
{
    private const string Image = "images/web/image.yaml";
    private static readonly TimeSpan SoonMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RingMax = TimeSpan.FromMinutes(2);
    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();

    public void Dispose()
    {
        _tree.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task An_image_that_is_rebuilt_is_told_and_a_file_that_becomes_wrong_changes_nothing()
    {
        var text = File.ReadAllText(Path.Combine(_tree.Root, Image));
        _tree.Write(Image, text + "rebuild: { cron: 0 3 * * *, zone: Europe/Berlin, when: packagesChanged }\n");
        using var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);
        await service.UntilLoggedAsync(
            "Image web is built anew by its bell: 0 3 * * * Europe/Berlin, for new packages", SoonMax);

        _tree.Write(Image, text + "rebuild: { cron: 0 33 * * *, zone: Europe/Berlin }\n");
        await service.UntilLoggedAsync("The file of image web is wrong; what it said of rebuild before stays", SoonMax);
        Assert.Contains($"{Image}:", service.Log, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("tier", "long")]
    public async Task A_bell_leads_to_a_build_whose_failure_is_told_and_costs_nothing_else()
    {
        // Nothing was ever fetched and nothing may be: apt has no index to answer from.
        _tree.Write(
            Image,
            File.ReadAllText(Path.Combine(_tree.Root, Image)) + "rebuild: { cron: \"* * * * *\", zone: UTC }\n");
        using var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root, offline: true);
        await service.UntilLoggedAsync("web is not built: ", RingMax);
        Assert.Contains("its next bell tries again", service.Log, StringComparison.Ordinal);
        Assert.Equal(200, (await service.AskAsync("health/ready")).Status);
        Assert.Equal(0, (await service.TerminateAsync()).ExitCode);
    }

    [Fact]
    public async Task Definitions_that_vanish_are_told_once_and_taken_up_when_they_are_back()
    {
        _tree.WriteSchedule();
        using var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);
        await service.UntilLoggedAsync("Schedule web is in force", SoonMax);
        var (images, away) = (Path.Combine(_tree.Root, "images"), Path.Combine(_tree.Root, "away"));
        Directory.Move(images, away);
        await service.UntilLoggedAsync("Definitions cannot be read; what they said before stays in force", SoonMax);

        // Two more looks, in which nothing is told again.
        var ready = 0;
        await service.UntilAsync(
            SoonMax,
            async () => (await service.AskAsync("health/ready")).Status == 200 && ++ready > 60,
            "two looks have passed");
        Assert.Equal(2, service.Log.Split("Definitions cannot be read").Length);
        Assert.NotEmpty((await service.GetAsync("v1/fleets")).GetProperty("fleets").EnumerateArray());
        Directory.Move(away, images);
        await service.UntilLoggedAsync("Definitions can be read again", SoonMax);
    }

    [Fact]
    [Trait("tier", "long")]
    public async Task Feeds_are_fetched_by_their_own_bell_and_not_where_there_is_no_network()
    {
        using var offline = await ServiceProcessRun.StartAsync(
            _state.Directory.Root, _tree.Root, feeds: "* * * * *", offline: true);
        await offline.UntilAsync(SoonMax, async () => (await offline.AskAsync("health/ready")).Status == 200, "ready");
        Assert.Equal(0, (await offline.TerminateAsync()).ExitCode);
        using var wrong = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root, feeds: "5/15 * * * *");
        Assert.Equal(2, await wrong.ExitCodeAsync());
        Assert.Contains("--feeds: '5/15 * * * *': \"5/15\" is not what", wrong.Log, StringComparison.Ordinal);
    }
}
