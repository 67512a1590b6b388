using System.Diagnostics;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Feeds;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Targets.Local;
using ImageForge.Targets.Local.Builds;

[assembly: AssemblyFixture(typeof(SharedForge))]

// Machines starve each other on two cores, and starved machines time out.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace ImageForge.EndToEnd.Tests.Support;

/// <summary>
/// One state directory for all tests of a run, so that packages, layers and images are made once.
/// <c>IMAGEFORGE_TEST_STATE</c> names one that outlives the run; without it a folder under the temporary files is made
/// and removed at the end.
/// </summary>
public sealed class SharedForge : IAsyncDisposable
{
    private const string StateVariable = "IMAGEFORGE_TEST_STATE";
    private readonly bool _isOurs = string.IsNullOrEmpty(Environment.GetEnvironmentVariable(StateVariable));
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly InstallationKey _key;
    private readonly SemaphoreSlim _building = new(1);

    public SharedForge()
    {
        State = new StateDirectory(
            Environment.GetEnvironmentVariable(StateVariable) is { Length: > 0 } named
                ? named
                : Path.Combine(Path.GetTempPath(), $"if-{Environment.ProcessId}"));
        State.Create();
        var database = new ForgeDatabase(State);
        _key = new InstallationKey(State);
        Journal = new StoredJournal(database, _key, TimeProvider.System);
        Enrolments = new StoredEnrolments(database, TimeProvider.System);
        Heartbeats = new StoredHeartbeats(database);
        Target = new LocalBuildTarget(State, Enrolments, Heartbeats, TimeProvider.System);
        Packages = new PackageStore(State, _http, TimeProvider.System);
        Artifacts = new ArtifactStore(State);
        Engine = new BuildEngine(
            State, Target, Journal, new PackageResolver(State, TimeProvider.System), Packages, new FeedStore(State),
            Artifacts, TimeProvider.System);
    }

    public StateDirectory State { get; }
    public StoredJournal Journal { get; }
    public StoredEnrolments Enrolments { get; }
    public StoredHeartbeats Heartbeats { get; }
    public LocalBuildTarget Target { get; }
    public PackageStore Packages { get; }
    public ArtifactStore Artifacts { get; }
    public BuildEngine Engine { get; }

    /// <summary>The checkout that the tests were built from.</summary>
    public static string Checkout { get; } = FindCheckout();

    /// <summary>The definitions of the checkout that the tests were built from.</summary>
    public static DefinitionReader Definitions { get; } = new(Checkout);

    /// <summary>
    /// Plans an image of the checkout, without the gate detection: it takes minutes, and most tests are about something
    /// else.
    /// </summary>
    public Task<BuildPlan> PlanAsync(string image, DefinitionOverrides? overrides = null) =>
        PlanAsync(Unattacked(Definitions.ReadImage(image, overrides)));

    /// <summary>Plans an image of the checkout with every gate that its profile asks for.</summary>
    public Task<BuildPlan> PlanWithDetectionAsync(string image) => PlanAsync(Definitions.ReadImage(image));

    /// <summary>The same without the gate detection.</summary>
    public static ImageDefinition Unattacked(ImageDefinition definition) =>
        definition with { Profile = definition.Profile with { Detection = null }, Scenarios = [] };

    private Task<BuildPlan> PlanAsync(ImageDefinition definition) =>
        Engine.PlanAsync(definition, new BuildOptions(), TestContext.Current.CancellationToken);

    /// <summary>Makes layers of a plan, without a capture.</summary>
    /// <param name="plan">Of an image of the checkout.</param>
    /// <param name="names">Which; all if none is named.</param>
    public async Task EnsureLayersAsync(BuildPlan plan, params IReadOnlyCollection<string> names)
    {
        var token = TestContext.Current.CancellationToken;
        var progress = new TestProgress();
        var files = await Packages.FetchAsync(
            plan.Packages.Installed, offline: false, progress, token);
        foreach (var layer in plan.Layers.Where(layer => names.Count == 0 || names.Contains(layer.Name)))
        {
            await Target.EnsureLayerAsync(plan, layer, files, progress, token);
        }
    }

    /// <summary>The artifact of a plan, gates included; built by the first test that asks.</summary>
    public async Task<ImageArtifact> BuildAsync(BuildPlan plan)
    {
        // Two cold builds at once on two cores only starve each other.
        await _building.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return (await Engine.BuildAsync(plan, new TestProgress(), TestContext.Current.CancellationToken)).Artifact;
        }
        finally
        {
            _building.Release();
        }
    }

    /// <summary>Makes another state directory use an artifact of this one, and trust the keys that signed it.</summary>
    public void Lend(ImageArtifact artifact, StateDirectory to)
    {
        Directory.CreateSymbolicLink(new ArtifactStore(to).FolderOf(artifact.Id), Artifacts.FolderOf(artifact.Id));
        LendKeys(to);
    }

    /// <summary>Gives another state directory packages and indexes, so that it only has to make the layers.</summary>
    public async Task LendDownloadsAsync(StateDirectory to)
    {
        await EnsureLayersAsync(await PlanAsync("web"), "none");
        to.Create();
        foreach (var (mine, other) in new[] { (State.Packages, to.Packages), (State.Indexes, to.Indexes) })
        {
            using var copy = Process.Start("cp", ["-a", "-l", "-T", mine, other])!;
            await copy.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Makes another state directory trust what was signed here.</summary>
    public void LendKeys(StateDirectory to)
    {
        var (from, keys) = (Path.Combine(State.Keys, "signing"), Path.Combine(to.Keys, "signing"));
        Directory.CreateDirectory(keys);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(keys, Path.GetFileName(file)), overwrite: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _key.Dispose();
        _http.Dispose();
        _building.Dispose();
        await new ReceiverProcess(State).StopAsync(() => false, CancellationToken.None);
        if (_isOurs)
        {
            // Trees may belong to users that exist only in the build's namespace; the target knows how to remove them.
            await LocalBuildTarget.RemoveTreeAsync(State.Root, CancellationToken.None);
        }
    }

    private static string FindCheckout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ImageForge.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not run inside a checkout");
        }

        return folder.FullName;
    }
}
