using ImageForge.Core.Images;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Quickstart;
using ImageForge.Engine.Rotations;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;
using ImageForge.Targets.Local;
using ImageForge.Targets.Local.Builds;
using Microsoft.Extensions.Logging;

namespace ImageForge.Cli;

/// <summary>
/// The engine's parts put together for this run: the only place that knows which class stands behind which port.
/// </summary>
internal sealed class Rooms : IDisposable
{
    private readonly InstallationKey _key;

    public Rooms(Session session)
    {
        var time = TimeProvider.System;
        var state = session.CreateState();
        var database = new ForgeDatabase(state);
        _key = new InstallationKey(state);
        Definitions = new DefinitionReader(session.Definitions);
        Artifacts = new ArtifactStore(state);
        Journal = new SqliteJournal(database, _key, time);
        Heartbeats = new SqliteHeartbeats(database);
        var enrolments = new SqliteEnrolments(database, time);
        Fleets = new LocalFleetTarget(state, Artifacts, enrolments, Heartbeats, time);
        BuildTarget = new LocalBuildTarget(state, enrolments, Heartbeats, time);
        Builds = new BuildEngine(
            state, BuildTarget, Journal, new PackageResolver(state, time), new PackageStore(state), Artifacts, time);
        var leases = new SqliteLeases(database, time);
        Rotations = new RotationEngine(
            Fleets, Journal, Artifacts, leases, time, session.Logs.CreateLogger<RotationEngine>());
        RotationControls = new RotationControls(Journal, time);
        Machines = new LocalResources(state, enrolments, Heartbeats);
        Garbage = new GarbageCollector(state, Artifacts, InUseAsync, RemoveTreeAsync, time);
        Quickstart = new QuickstartRun(Definitions, Builds, Artifacts, Rotations, Fleets, Heartbeats, time);
    }

    public DefinitionReader Definitions { get; }
    public ArtifactStore Artifacts { get; }
    public SqliteJournal Journal { get; }
    public SqliteHeartbeats Heartbeats { get; }
    public LocalFleetTarget Fleets { get; }
    public LocalBuildTarget BuildTarget { get; }
    public BuildEngine Builds { get; }
    public RotationEngine Rotations { get; }
    public RotationControls RotationControls { get; }
    public QuickstartRun Quickstart { get; }
    public GarbageCollector Garbage { get; }
    public LocalResources Machines { get; }

    // What an interrupted gate left may still run on the disk in its folder.
    private static async Task RemoveTreeAsync(string folder, CancellationToken cancellationToken)
    {
        await QemuMachine.EndAsync(folder, cancellationToken);
        await LocalBuildTarget.RemoveTreeAsync(folder, cancellationToken);
    }

    /// <summary>What instances of any fleet run on.</summary>
    private async Task<IReadOnlySet<ArtifactId>> InUseAsync(CancellationToken cancellationToken)
    {
        var images = Machines.ImagesInUse().ToHashSet();
        foreach (var fleet in await Fleets.ListFleetsAsync(cancellationToken))
        {
            var snapshot = await Fleets.ObserveAsync(fleet, cancellationToken);
            images.UnionWith(snapshot.Instances.Select(instance => instance.Image));
        }

        return images;
    }

    public void Dispose()
    {
        Fleets.Dispose();
        _key.Dispose();
    }
}
