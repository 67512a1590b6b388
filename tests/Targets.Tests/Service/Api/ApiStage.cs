using System.Collections.Concurrent;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Access;
using ImageForge.Targets.Simulated.Serving;
using ImageForge.Targets.Tests.Local;
using ImageForge.Targets.Tests.Simulated.Serving;

namespace ImageForge.Targets.Tests.Service.Api;

/// <summary>A service over a simulated cloud with a fleet of four, whose bell does not ring before next year.</summary>
internal sealed class ApiStage : IAsyncDisposable
{
    public const int Desired = 4;
    private readonly TemporaryState _state = new();
    private readonly CloudStage _cloud;

    // The same callers before and after a restart.
    private readonly ConcurrentDictionary<Role, string> _tokens = new();

    private ApiStage(CloudStage cloud) => _cloud = cloud;

    public ServiceTree Tree { get; } = new();
    public ServiceProcessRun Service { get; private set; } = null!;
    public ApiCaller Api { get; private set; } = null!;

    /// <summary>A cloud in which the fleet runs on yesterday's image.</summary>
    public static CloudOrder Order => CloudStage.Order with
    {
        Quicker = 40,
        Instances = Desired,
        Fleet = FleetTerms.Of(new RotationPolicy
        {
            Fleet = new FleetName("web"),
            Image = CloudStage.Image,
            Desired = Desired,
            MinHealthyPercentage = 100,
            MaxHealthyPercentage = 150,
            InstanceWarmup = TimeSpan.FromSeconds(1),
        }),
    };

    /// <param name="windows">When the fleet may be rotated.</param>
    public static async Task<ApiStage> StartAsync(string windows = "always")
    {
        var stage = new ApiStage(await CloudStage.StartAsync(Order));
        stage.Tree.WriteSchedule(cron: "0 0 1 1 *", zone: "UTC", windows: windows);
        await stage.RestartAsync();
        return stage;
    }

    /// <summary>Ends the service, if it runs, and starts it on the same state.</summary>
    public async Task RestartAsync()
    {
        if (Service is not null)
        {
            await Service.KillAsync();
            Api.Dispose();
            Service.Dispose();
        }

        Service = await ServiceProcessRun.StartAsync(
            _state.Directory.Root, Tree.Root, $"simulated:{_cloud.Address}");
        Assert.True(Service.Address is not null, Service.Log);
        Api = new ApiCaller(Service, _tokens);
    }

    /// <summary>The faults of the journal; none is right.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync()
    {
        using var rooms = Service.Rooms();
        return await rooms.Journal.VerifyAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>How many entries of the fleet's chain hold this text.</summary>
    public async Task<int> CountAsync(string text)
    {
        using var rooms = Service.Rooms();
        return await rooms.Journal.ReadAsync("fleet/web", 0, TestContext.Current.CancellationToken)
            .CountAsync(entry => entry.Data.Contains(text, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        Service?.Dispose();
        await _cloud.DisposeAsync();
        Tree.Dispose();
        _state.Dispose();
    }
}
