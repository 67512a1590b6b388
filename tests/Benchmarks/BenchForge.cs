using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Feeds;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;
using ImageForge.Targets.Local;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.Benchmarks;

/// <summary>The engine over one state directory, and the definitions of the checkout.</summary>
public sealed class BenchForge : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly InstallationKey _key;

    public BenchForge(string root)
    {
        State = new StateDirectory(root);
        State.Create();
        var database = new ForgeDatabase(State);
        _key = new InstallationKey(State);
        var enrolments = new StoredEnrolments(database, TimeProvider.System);
        var heartbeats = new StoredHeartbeats(database);
        Packages = new PackageStore(State, _http, TimeProvider.System);
        Artifacts = new ArtifactStore(State);
        Builder = new LocalBuildTarget(State, enrolments, heartbeats, TimeProvider.System);
        Fleets = new LocalFleetTarget(State, Artifacts, enrolments, heartbeats, TimeProvider.System);
        Engine = new BuildEngine(
            State, Builder, new StoredJournal(database, _key, TimeProvider.System),
            new PackageResolver(State, TimeProvider.System), Packages, new FeedStore(State), Artifacts,
            TimeProvider.System);
    }

    public static string Checkout { get; } = FindCheckout();

    public StateDirectory State { get; }
    public PackageStore Packages { get; }
    public ArtifactStore Artifacts { get; }
    public LocalBuildTarget Builder { get; }
    public LocalFleetTarget Fleets { get; }
    public BuildEngine Engine { get; }

    public Task<BuildPlan> PlanAsync(Func<ImageDefinition, ImageDefinition>? change = null)
    {
        var definition = new DefinitionReader(Checkout).ReadImage("web");
        return Engine.PlanAsync(change?.Invoke(definition) ?? definition, new BuildOptions(), CancellationToken.None);
    }

    public Task<IReadOnlyDictionary<Core.Digest, string>> FetchAsync(BuildPlan plan) => Packages.FetchAsync(
        plan.Packages.Installed, offline: false, new Progress<BuildProgress>(),
        CancellationToken.None);

    public void Dispose()
    {
        Fleets.Dispose();
        _key.Dispose();
        _http.Dispose();
    }

    private static string FindCheckout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ImageForge.sln")))
        {
            folder = folder.Parent
                ?? throw new InvalidOperationException("the benchmarks do not run inside a checkout");
        }

        return folder.FullName;
    }
}
