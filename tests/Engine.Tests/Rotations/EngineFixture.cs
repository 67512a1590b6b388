using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Rotations;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.Engine.Tests.Rotations;

/// <summary>An engine over a fleet in memory, under a clock that jumps.</summary>
public sealed class EngineFixture : IDisposable
{
    public const int PassesMax = 2_000;

    public static readonly RotationPolicy Policy = new()
    {
        Fleet = new FleetName("web"),
        Image = new ImageName("web"),
        Desired = 3,
        MinHealthyPercentage = 100,
        MaxHealthyPercentage = 133,
        InstanceWarmup = TimeSpan.FromSeconds(5),
        DrainTimeout = TimeSpan.FromSeconds(10),
        LaunchTimeout = TimeSpan.FromSeconds(60),
        Checkpoints = [],
        BakeTime = TimeSpan.Zero,
        AutoRollback = false,
    };

    public static readonly ImageArtifact Old = Artifact('a');
    public static readonly ImageArtifact New = Artifact('b');

    public EngineFixture()
    {
        State = new StateDirectory(Path.Combine(Path.GetTempPath(), "ifr-" + Path.GetRandomFileName()));
        Target = new FakeFleetTarget(Time);
        Journal = new FakeJournal(Time);
        Leases = new MemoryLeases(Time);
        Engine = NewEngine();
    }

    public SleepingTime Time { get; } = new();
    public StateDirectory State { get; }
    public FakeFleetTarget Target { get; }
    public FakeJournal Journal { get; }
    public MemoryLeases Leases { get; }
    public RotationEngine Engine { get; private set; }

    /// <summary>Images of which somebody said that nothing is launched on them any more.</summary>
    public Dictionary<ArtifactId, ImageRevocation> Revoked { get; } = [];

    /// <summary>Images that were released under a waiver, and when it ends.</summary>
    public Dictionary<ArtifactId, DateTimeOffset> WaiverEnds { get; } = [];

    public IArtifacts Artifacts => new FixtureArtifacts(Revoked, WaiverEnds);

    /// <summary>The events of the fleet so far.</summary>
    public IEnumerable<RotationEvent> Events => Journal.Entries.Select(entry => RotationEventText.Read(entry.Data));

    /// <summary>What a restarted process would have: the same world, nothing in memory.</summary>
    public RotationEngine NewEngine() =>
        Engine = new RotationEngine(
            Target, Journal, Artifacts, Leases, Time, NullLogger<RotationEngine>.Instance);

    public async Task LaunchAsync()
    {
        var passes = await CollectAsync(Engine.LaunchFleetAsync(Policy, Old, TestContext.Current.CancellationToken));
        Assert.Equal(PassEnd.Complete, passes[^1].End);
        Target.WatchFromHere();
        Target.Calls.Clear();
    }

    public Task<List<RotationPass>> RotateAsync(CancellationToken? cancellationToken = null) =>
        CollectAsync(Engine.RunAsync(Policy, New, "test", cancellationToken ?? TestContext.Current.CancellationToken));

    public void AssertRotated()
    {
        Assert.Equal(3, Target.Serving);
        Assert.All(Target.Instances, instance => Assert.Equal(New.Id, instance.Image));
        Assert.Equal(3, Target.Instances.Count);
        Assert.True(Target.LowestServing >= 3, $"{Target.LowestServing} serving < floor 3");
        Assert.True(Target.MostAtOnce <= 4, $"{Target.MostAtOnce} at once > ceiling 4");
        Assert.Equal(Target.Created.Count, Target.Created.Distinct().Count());
    }

    /// <summary>A gate that passed under a waiver.</summary>
    public static GateResult Waived(DateTimeOffset until) => new("hardening", true, "1 waived", [])
    {
        Waived = [new WaivedFinding(new GateFinding("umask", "", "", ""), "web-umask", "ann", "soon", until)],
    };

    private sealed class FixtureArtifacts(
        Dictionary<ArtifactId, ImageRevocation> revoked, Dictionary<ArtifactId, DateTimeOffset> waiverEnds)
        : IArtifacts
    {
        public Task<ImageArtifact?> FindAsync(ArtifactId id, CancellationToken cancellationToken) =>
            Task.FromResult(id == Old.Id ? Seen(Old) : id == New.Id ? Seen(New) : null);

        public Task<ImageRevocation?> RevocationOfAsync(ArtifactId id, CancellationToken cancellationToken) =>
            Task.FromResult(revoked.GetValueOrDefault(id));

        private ImageArtifact? Seen(ImageArtifact artifact) => artifact with
        {
            State = revoked.ContainsKey(artifact.Id) ? ImageState.Revoked : artifact.State,
            Gates = waiverEnds.TryGetValue(artifact.Id, out var ends) ? [Waived(ends)] : artifact.Gates,
        };
    }

    public void Dispose()
    {
        if (Directory.Exists(State.Root))
        {
            Directory.Delete(State.Root, recursive: true);
        }
    }

    public static async Task<List<RotationPass>> CollectAsync(IAsyncEnumerable<RotationPass> run)
    {
        var passes = new List<RotationPass>();
        await foreach (var pass in run)
        {
            passes.Add(pass);
            Assert.True(passes.Count < PassesMax, "it does not end");
        }

        return passes;
    }

    private static ImageArtifact Artifact(char digest)
    {
        var id = new ArtifactId(new ImageName("web"), new Digest(new string(digest, 64)));
        return new ImageArtifact
        {
            Id = id,
            Target = "local",
            State = ImageState.Released,
            DefinitionDigest = id.PlanDigest,
            Base = new BaseSystem { Distribution = "debian", Suite = "bookworm", Architecture = "amd64" },
            BuiltAt = DateTimeOffset.UnixEpoch,
            Phases = [],
            Layers = [],
            Packages = [],
            PackageIndexDigest = id.PlanDigest,
            PackageIndexFetchedAt = DateTimeOffset.UnixEpoch,
            Tools = ImmutableSortedDictionary<string, string>.Empty,
            Files = [],
            Gates = [],
            Ports = [],
            Sensors = [],
            HardeningProfile = "server",
            Controls = [],
            Health = new HealthProbe(80, "/healthz"),
            Disk = new DiskSettings(),
        };
    }
}
