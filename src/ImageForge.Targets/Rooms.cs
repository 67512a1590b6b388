using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Access;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Detection;
using ImageForge.Engine.Evidence;
using ImageForge.Engine.Feeds;
using ImageForge.Engine.Hotfixes;
using ImageForge.Engine.Images;
using ImageForge.Engine.Jobs;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Quickstart;
using ImageForge.Engine.Requests;
using ImageForge.Engine.Resilience;
using ImageForge.Engine.Risk;
using ImageForge.Engine.Rotations;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Signing;
using ImageForge.Engine.Store;
using ImageForge.Targets.Local;
using ImageForge.Targets.Local.Builds;
using ImageForge.Targets.Simulated.Serving;
using Microsoft.Extensions.Logging;

namespace ImageForge.Targets;

/// <summary>
/// The engine's parts put together for a desk: the only place that knows which class stands behind which port.
/// </summary>
public sealed class Rooms : IDisposable
{
    private readonly InstallationKey _key;
    private readonly TargetCall _looks = new(TimeProvider.System);
    private readonly ILoggerFactory _logs;
    private readonly CloudClient? _cloud;
    private readonly ModelledImages? _models;
    private readonly BuildEngine _builds;
    private readonly ImageRebuild _rebuilds;
    private readonly QuickstartRun _quickstart;
    private readonly HotfixPlanner _hotfixPlanner;

    /// <summary>Makes the state directory, and puts together what works in it.</summary>
    /// <param name="root">The installation's; what is said of a simulated cloud lies in a folder of its own.</param>
    /// <param name="definitions">The folder that holds <c>images/</c> and <c>schedules/</c>.</param>
    /// <param name="target">Where fleets run.</param>
    /// <param name="logs">Who keeps what the engine has to say.</param>
    /// <exception cref="ForgeException">The directory cannot be made, or the cloud does not answer.</exception>
    public Rooms(StateDirectory root, string definitions, TargetChoice target, ILoggerFactory logs)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(target);
        _logs = logs;
        var time = TimeProvider.System;
        _cloud = target.Cloud is { } address ? CloudClient.Connect(address) : null;
        var state = State = Create(_cloud is null ? root : root.OfCloud(_cloud.Card.Id));
        var database = Database = new ForgeDatabase(state);
        _key = new InstallationKey(state);
        Definitions = new DefinitionReader(definitions);
        SigningKeys = new SigningKeys(state);
        SensorCredentials = new SensorCredentials(state);
        Artifacts = new ArtifactStore(state);
        Journal = new StoredJournal(database, _key, time);
        var images = new ImageJournal(Journal);
        Images = new ImageCatalog(Artifacts, images);
        Lifecycle = new ImageLifecycle(state, Artifacts, images, new DecisionSigner(SigningKeys, time));
        _models = _cloud is null ? null : new ModelledImages(_cloud, Artifacts, Lifecycle, time);
        Heartbeats = new StoredHeartbeats(database);
        Evidence = new EvidenceStore(state);
        var enrolments = new StoredEnrolments(database, time);
        Enrolments = enrolments;
        Audit = new AuditJournal(Journal, time);
        Tokens = new AccessTokens(new StoredAccessTokens(database), Audit, time);
        Feeds = new FeedStore(state);
        BuildTarget = new LocalBuildTarget(state, enrolments, Heartbeats, time);
        var packages = new PackageStore(state);
        var resolver = new PackageResolver(state, time);
        _builds = new BuildEngine(state, BuildTarget, Journal, resolver, packages, Feeds, Artifacts, time);
        _rebuilds = new ImageRebuild(
            state, Artifacts, packages, Journal, place => new LocalBuildTarget(place, enrolments, Heartbeats, time),
            LocalBuildTarget.RemoveTreeAsync, time);
        (Fleets, var leases) = FleetsOf(enrolments, new StoredLeases(database, time), time);
        Rotations = new RotationEngine(
            Fleets, Journal, Images, leases, time, logs.CreateLogger<RotationEngine>());
        Rounds = new FleetRounds(
            Rotations, Fleets, Images, Journal, time, logs.CreateLogger<FleetRounds>());
        RotationControls = new RotationControls(Journal, time);
        Requests = new StoredRequestBook(database, time);
        ImageReader = new ImageReader(Artifacts, images, time);
        JournalFollower = new JournalFollower(Journal, time);
        UnfitMarks = new UnfitMarks(Fleets, RotationControls, Images, time);
        Detections = new DetectionReader(Journal, time);
        Hotfixes = new HotfixJournal(Journal);
        _hotfixPlanner = new HotfixPlanner(
            Images, Artifacts, Definitions, _builds, resolver, packages, Feeds, Fleets, Hotfixes, time);
        HotfixRun = new HotfixRun(
            state, Definitions, _builds, Images, Lifecycle, Rotations, RotationControls, Hotfixes);
        Jobs = new JobRunner(new JobJournal(Journal), NewJobWork(), logs.CreateLogger<JobRunner>());
        Machines = new LocalResources(state, enrolments, Heartbeats);
        References = new ImageReferences(
            state, Fleets, Journal, images, Definitions, Machines.Disks,
            () => Evidence.List().Select(copy => (copy.Name, copy.Image)), time);
        Risks = new RiskReader(Journal, time);
        Lookout = new Lookout(this, _key, leases, time, logs);
        RiskReview = new RiskReview(state, Images, Definitions, Feeds, Fleets, Journal, time);
        EndedWaivers = _cloud is null ? new EndedWaivers(Images, Artifacts, Definitions, _builds, time) : null;
        FeedRounds = new FeedRounds(Definitions, Feeds, time, logs.CreateLogger<FeedRounds>());
        AgeWatch = new AgeWatch(Rotations, Fleets, Images, time, logs.CreateLogger<AgeWatch>());
        ImageRounds = EndedWaivers is null ? null : new ImageRounds(
            state, Definitions, Images, _builds, _builds.PlanAsync, EndedWaivers, logs.CreateLogger<ImageRounds>());
        Retention = new ImageRetention(Images, References, Definitions, time);
        Leftovers = new Leftovers(
            Machines, Retention, Lifecycle, References, Artifacts, Tokens,
            new GarbageCollector(state, Artifacts, InUseAsync, RemoveTreeAsync, time));
        _quickstart = new QuickstartRun(Definitions, _builds, Artifacts, Rotations, Fleets, Heartbeats, time);
    }

    /// <summary>Where everything of these fleets lies.</summary>
    public StateDirectory State { get; }

    /// <summary>In which journal, leases and beats are kept.</summary>
    public ForgeDatabase Database { get; }

    public DefinitionReader Definitions { get; }
    public ArtifactStore Artifacts { get; }
    public FeedStore Feeds { get; }
    public EvidenceStore Evidence { get; }
    public ImageCatalog Images { get; }
    public ImageLifecycle Lifecycle { get; }
    public ImageReferences References { get; }
    public ImageRemoval ImageRemoval => new(Images, Lifecycle, References, Definitions);
    public ImageRetention Retention { get; }
    public RiskReader Risks { get; }
    public RiskReview RiskReview { get; }

    /// <summary>What is seen beside the work, and told to others.</summary>
    public Lookout Lookout { get; }

    /// <summary>Null where no image is built.</summary>
    public EndedWaivers? EndedWaivers { get; }

    /// <summary>Null where no image is built.</summary>
    public ImageRounds? ImageRounds { get; }

    public FeedRounds FeedRounds { get; }
    public AgeWatch AgeWatch { get; }
    public SigningKeys SigningKeys { get; }
    public SensorCredentials SensorCredentials { get; }
    public StoredJournal Journal { get; }

    public StoredHeartbeats Heartbeats { get; }
    public IEnrolments Enrolments { get; }
    public AuditJournal Audit { get; }
    public AccessTokens Tokens { get; }
    public IFleetTarget Fleets { get; }

    /// <summary>False where images are only modelled.</summary>
    public bool BuildsImages => _cloud is null;

    /// <summary>What takes the place of builds in a simulated cloud.</summary>
    public ModelledImages Models => _models ?? throw NotThere("images are built, not modelled");

    /// <summary>Where the fleets are, for messages.</summary>
    public string Place => _cloud is null ? "on this machine" : $"in the simulated cloud at {_cloud.Address}";

    public LocalBuildTarget BuildTarget { get; }
    public BuildEngine Builds => _cloud is null ? _builds : throw NotThere("no image is built");
    public ImageRebuild Rebuilds => _cloud is null ? _rebuilds : throw NotThere("no image is rebuilt");
    public RotationEngine Rotations { get; }
    public FleetRounds Rounds { get; }
    public RotationControls RotationControls { get; }
    public IRequestBook Requests { get; }
    public ImageReader ImageReader { get; }
    public JournalFollower JournalFollower { get; }
    public UnfitMarks UnfitMarks { get; }
    public QuickstartRun Quickstart => _cloud is null ? _quickstart : throw NotThere("there is no quickstart");
    public DetectionReader Detections { get; }

    /// <summary>True where instances are machines of ours, which report to the receiver.</summary>
    public bool HasMachines => _cloud is null;
    public HotfixJournal Hotfixes { get; }
    public HotfixPlanner HotfixPlanner => _cloud is null ? _hotfixPlanner : throw NotThere("no image is built");
    public HotfixRun HotfixRun { get; }
    public JobRunner Jobs { get; }
    public Leftovers Leftovers { get; }
    public LocalResources Machines { get; }

    /// <summary>
    /// A look for people, tried again where that may help: a rotation that came to its end must not count as failed
    /// because its last picture was not to be had at once.
    /// </summary>
    /// <exception cref="TargetException">The fleet cannot be seen.</exception>
    public Task<FleetSnapshot> LookAsync(FleetName fleet, CancellationToken cancellationToken) =>
        _looks.RunAsync(token => Fleets.ObserveAsync(fleet, token), cancellationToken);

    /// <summary>Where detections come in, for one process that stays.</summary>
    /// <param name="policyOf">A fleet's schedule in force; null if it has none.</param>
    public DetectionIntake NewIntake(Func<FleetName, RotationPolicy?> policyOf) =>
        new(Journal, Fleets, policyOf, TimeProvider.System, _logs.CreateLogger<DetectionIntake>());

    /// <summary>For the many who look at fleets, in one process that stays.</summary>
    /// <param name="book">The schedules in force.</param>
    public FleetReader NewFleetReader(ScheduleBook book) =>
        new(Rotations, Fleets, Journal, Images, book, TimeProvider.System);

    private (IFleetTarget Fleets, ILeases Leases) FleetsOf(
        IEnrolments enrolments, StoredLeases leases, TimeProvider time)
    {
        if (_cloud is null)
        {
            return (new LocalFleetTarget(State, Artifacts, enrolments, Heartbeats, time), leases);
        }

        var epochs = new EpochWatch(leases);
        _cloud.Adopt(Artifacts);
        return (new ServedFleetTarget(_cloud, epochs.EpochOf), epochs);
    }

    private JobWork NewJobWork() => new(
        Definitions, () => Builds, () => HotfixPlanner, HotfixRun, _models is null ? null : _models.PublishAsync,
        Rotations.DestroyAsync);

    private ForgeException NotThere(string what) => new(
        ForgeError.Usage, $"{Place} {what}",
        $"leave out --target, or unset {TargetChoice.Variable}; its images are there already: `imageforge image list`");

    private static StateDirectory Create(StateDirectory state)
    {
        try
        {
            state.Create();
            return state;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(
                ForgeError.Environment, $"the state directory {state.Root} cannot be made: {exception.Message}",
                "choose another with --state or IMAGEFORGE_STATE", exception);
        }
    }

    // What an interrupted gate left may still run on the disk in its folder.
    private static async Task RemoveTreeAsync(string folder, CancellationToken cancellationToken)
    {
        await QemuMachine.EndAsync(folder, cancellationToken);
        await LocalBuildTarget.RemoveTreeAsync(folder, cancellationToken);
    }

    /// <summary>What instances of any fleet run on.</summary>
    private async Task<IReadOnlySet<ArtifactId>> InUseAsync(CancellationToken cancellationToken)
    {
        var images = Machines.Disks().Select(disk => disk.Image).ToHashSet();
        foreach (var fleet in await Fleets.ListFleetsAsync(cancellationToken))
        {
            var snapshot = await LookAsync(fleet, cancellationToken);
            images.UnionWith(snapshot.Instances.Select(instance => instance.Image));
        }

        return images;
    }

    public void Dispose()
    {
        Lookout.Dispose();
        Jobs.Dispose();
        (Fleets as LocalFleetTarget)?.Dispose();
        _cloud?.Dispose();
        _key.Dispose();
    }
}
