using System.Collections.Concurrent;
using ImageForge.Core.Images;
using ImageForge.Core.Tests.Images;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Feeds;
using ImageForge.Engine.Images;
using ImageForge.Engine.Signing;
using ImageForge.Engine.Tests.Journal;

namespace ImageForge.Engine.Tests.Builds;

/// <summary>
/// A build engine with a real journal and real stores over a scripted target; packages lie in the store already.
/// </summary>
internal sealed class BuildBench : IDisposable, IProgress<BuildProgress>
{
    private readonly HttpClient _noNetwork = new(new NoNetwork());

    public BuildBench()
    {
        Artifacts = new ArtifactStore(Journal.State);
        foreach (var package in WebImage.Resolved.Base.Concat(WebImage.Resolved.Additional))
        {
            File.WriteAllText(PackagePath(package), $"{package.Name} {package.Version}");
        }
    }

    public JournalFixture Journal { get; } = new();
    public ScriptedTarget Target { get; } = new();
    public HastyTime Time { get; } = new();
    public ArtifactStore Artifacts { get; }
    public ConcurrentQueue<BuildProgress> Progress { get; } = new();
    public StateDirectory State => Journal.State;

    /// <summary>A new one each time, as another process would have.</summary>
    public ImageCatalog Catalog => new(Artifacts, Images);

    public ImageJournal Images => new(Journal.Journal);

    public ImageLifecycle Lifecycle => new(
        State, Artifacts, Images, new DecisionSigner(new SigningKeys(State), Time));

    /// <summary>A new one each time, as another process would have.</summary>
    public BuildEngine Engine => new(
        State, Target, Journal.Journal, new PackageResolver(State, TimeProvider.System), Packages, Feeds, Artifacts,
        Time);

    public PackageStore Packages => new(State, _noNetwork, Time);

    /// <summary>Feeds on the clock of the builds.</summary>
    public FeedStore Feeds => new(State, _noNetwork, Time);

    public string PackagePath(PackageVersion package) => Path.Combine(State.Packages, $"{package.Sha256.Hex}.deb");

    public Task<ImageArtifact> FindAsync(string reference) =>
        Catalog.FindAsync(reference, TestContext.Current.CancellationToken);

    public Task<BuildOutcome> BuildAsync(BuildPlan plan) =>
        Engine.BuildAsync(plan, this, TestContext.Current.CancellationToken);

    public void Report(BuildProgress value) => Progress.Enqueue(value);

    public async Task<List<string>> JournalOfAsync(BuildPlan plan) =>
        [.. (await Journal.ReadAsync($"build/{plan.Digest.Hex}")).Select(entry => $"{entry.Phase} {entry.Subject}")];

    public void Dispose()
    {
        _noNetwork.Dispose();
        Journal.Dispose();
    }

    private sealed class NoNetwork : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException($"nothing is fetched here, but {request.RequestUri} was asked for");
    }
}
