using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Access;
using ImageForge.Targets.Simulated.Serving;
using ImageForge.Targets.Tests.Local;
using ImageForge.Targets.Tests.Service;
using ImageForge.Targets.Tests.Simulated.Serving;
using Microsoft.Playwright;

namespace ImageForge.Browser.Tests;

/// <summary>
/// The real service on a simulated cloud: one fleet in the middle of a rotation, which waits at a checkpoint; one that
/// has only a schedule; and one whose schedule is wrong. And a browser.
/// </summary>
public sealed class DashboardStage : IAsyncLifetime
{
    public const int Desired = 12;

    /// <summary>What the wrong schedule holds: text that would be an element if it were not written as text.</summary>
    public const string Hostile = "<img src=x onerror=alert(1)>";

    // The bell rings every minute; what it begins boots within seconds.
    private static readonly TimeSpan RotationMax = TimeSpan.FromMinutes(3);
    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();
    private CloudStage? _cloud;
    private ServiceProcessRun? _service;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _session;

    /// <summary>Where the service answers.</summary>
    public Uri Address => _service!.Address!;

    private static RotationPolicy Policy { get; } = new()
    {
        Fleet = new FleetName("web"),
        Image = CloudStage.Image,
        Desired = Desired,
        MinHealthyPercentage = 90,
        MaxHealthyPercentage = 125,
        InstanceWarmup = TimeSpan.FromSeconds(2),
    };

    public async ValueTask InitializeAsync()
    {
        if (!Chromium.IsHere)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.LaunchAsync(_playwright);
        _cloud = await CloudStage.StartAsync(CloudStage.Order with
        {
            Quicker = 20, Instances = Desired, Fleet = FleetTerms.Of(Policy),
        });
        await WritePastAsync(_cloud);
        WriteSchedules();
        _service = await ServiceProcessRun.StartAsync(
            _state.Directory.Root, _tree.Root, $"simulated:{_cloud.Address}");
        await _service.UntilAsync(
            RotationMax, async () => await OnNewImageAsync(_cloud) >= Desired / 3, "a third of the fleet is new");

        // Once for all visits: how somebody signs in has tests of its own.
        await using var first = await Visit.BeginAsync(_browser, Address, Look.Light, await TokenAsync());
        await first.Page.WaitForURLAsync("**/journal");
        _session = await first.SessionAsync();
    }

    /// <summary>A token of a viewer.</summary>
    public Task<string> TokenAsync() => _service!.TokenAsync(Role.Viewer);

    internal Task<Visit> VisitAsync(Look look, bool scripts = true) =>
        Visit.BeginAsync(_browser!, Address, look, null, scripts, _session);

    internal Task<Visit> VisitUnknownAsync(Look look) => Visit.BeginAsync(_browser!, Address, look, null);

    internal async Task<Visit> VisitAsync(ServiceProcessRun elsewhere, Look look) =>
        await Visit.BeginAsync(_browser!, elsewhere.Address!, look, await elsewhere.TokenAsync(Role.Viewer));

    private static async Task<int> OnNewImageAsync(CloudStage cloud) =>
        (await cloud.Target().ObserveAsync(Policy.Fleet, TestContext.Current.CancellationToken))
            .Instances.Count(instance =>
                !instance.Id.Value.Contains("old", StringComparison.Ordinal)
                && instance.Service == ServiceState.InService);

    private async Task WritePastAsync(CloudStage cloud)
    {
        using var client = CloudClient.Connect(cloud.Address);
        var before = await cloud.Target().ObserveAsync(Policy.Fleet, TestContext.Current.CancellationToken);
        await PastOfState.WriteAsync(
            _state.Directory.OfCloud(client.Card.Id), Policy.Fleet, before.Instances[0].Image,
            [.. before.Instances.Select(instance => instance.Id)]);
    }

    private void WriteSchedules()
    {
        // It waits at a third for longer than any test lasts: every picture is of the same moment.
        _tree.Write("schedules/web.yaml", $$"""
            fleet: web
            image: web
            desired: {{Desired}}
            minHealthyPercentage: 90
            maxHealthyPercentage: 125
            maxBatchPercentage: 25
            instanceWarmup: 2s
            drainTimeout: 15s
            launchTimeout: 1m
            checkpoints: [33, 66]
            checkpointDelay: 2h
            approvals: [80]
            windows: always
            rotate: { cron: "* * * * *", zone: Europe/Berlin }

            """);
        _tree.WriteSchedule("api", "0 22 * * MON-FRI");
        _tree.Write("schedules/edge.yaml", $"fleet: edge\nimage: web\ndesired: 2\n'{Hostile}': 1\n");
    }

    public async ValueTask DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
        _service?.Dispose();
        await (_cloud?.DisposeAsync() ?? ValueTask.CompletedTask);
        _tree.Dispose();
        _state.Dispose();
    }
}
