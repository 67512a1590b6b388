using System.Collections.Immutable;
using System.Globalization;
using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Risk;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Feeds;
using ImageForge.Engine.Images;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Risk;
using ImageForge.Engine.Rotations;
using ImageForge.Targets.Simulated;
using ImageForge.Targets.Simulated.Runs;
using ImageForge.Targets.Tests.Local;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.Targets.Tests.Simulated.Risks;

/// <summary>
/// A year of one image in two fleets, by the engine of production under virtual time: each morning feeds change and a
/// review looks, what has a fix is built, and in the evening fleets rotate that may.
/// </summary>
internal sealed class RiskYear : IDisposable
{
    /// <summary>Strangers reach it, and it may rotate every night.</summary>
    public static readonly FleetName Edge = new("edge");

    /// <summary>Nobody reaches it, and it may rotate on Sundays.</summary>
    public static readonly FleetName Back = new("back");

    // What the image was admitted with although its control failed: two waivers, the second two days late.
    private const int FirstWaiverEnds = 120;
    private const int SecondWaiverBegins = 122;
    private const int SecondWaiverEnds = 290;
    private const int ControlMendedOn = 285;

    private static readonly ImageName Image = new("web");
    private static readonly DateTimeOffset Start = VirtualTime.OrdinaryStart;
    private readonly VirtualTime _time = new();
    private readonly TemporaryState _state = new();
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"ify-{Guid.NewGuid().ToString("N")[..8]}");
    private readonly FeedYear _feeds;
    private readonly MemoryJournal _journal;
    private readonly SimulatedCloud _cloud;
    private readonly ArtifactStore _artifacts;
    private readonly ImageJournal _images;
    private readonly DefinitionReader _definitions;
    private readonly FeedStore _store;
    private readonly RiskReview _review;
    private readonly RotationEngine _engine;
    private ArtifactId _stable;

    public RiskYear(FeedYear feeds, int seed = 1)
    {
        _feeds = feeds;
        WriteDefinitions();
        var leases = new MemoryLeases(_time);
        _journal = new MemoryJournal(leases, _time);
        _images = new ImageJournal(_journal);
        _artifacts = new ArtifactStore(_state.Directory);
        _definitions = new DefinitionReader(_root, _time);
        _store = new FeedStore(_state.Directory, new HttpClient(), _time);
        _cloud = new SimulatedCloud(new SimulationSettings { Seed = seed }, _time);
        var target = new SimulatedFleetTarget(_cloud, _time);
        var catalog = new ImageCatalog(_artifacts, _images);
        _review = new RiskReview(
            _state.Directory, catalog, _definitions, _store, new PumpedTarget(target, _time), _journal, _time);
        Risks = new RiskReader(_journal, _time);
        _engine = new RotationEngine(
            target, _journal, catalog, leases, _time, NullLogger<RotationEngine>.Instance);
    }

    public RiskReader Risks { get; }
    public StateDirectory State => _state.Directory;

    /// <summary>Days from the beginning.</summary>
    public int Day { get; private set; } = -1;

    /// <summary>What was late at some time, by fleet, with what was said of it beforehand.</summary>
    public Dictionary<(FleetName Fleet, RiskKey Risk, DateTimeOffset DueAt), DateTimeOffset?> Late { get; } = [];

    /// <summary>What was seen mitigated, or accepted, at some time.</summary>
    public HashSet<(RiskKey Risk, RiskState State)> Seen { get; } = [];

    public int Rotations { get; private set; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What is said against the instances of a fleet, one for each that is marked.</summary>
    public async Task<IReadOnlyList<InstanceMark>> MarksAsync(FleetName fleet) =>
    [
        .. (await new RotationControls(_journal, _time).HistoryAsync(fleet, Cancellation)).Instances.Values
            .Where(record => record is { Terminated: false, TerminateBeganAt: null })
            .Select(record => record.Mark).OfType<InstanceMark>(),
    ];

    public void Wait(TimeSpan time) => _time.Advance(time);

    public Task<RiskReviewResult> ReviewAsync() => _review.RunAsync("ann", Cancellation);

    /// <summary>A day without its evening.</summary>
    public async Task MorningAsync()
    {
        Day++;
        await UntilAsync(TimeSpan.FromHours(6));
        await PublishAsync();
        Accept();
        if (Day == 0)
        {
            await BuildAsync();
            foreach (var fleet in new[] { Edge, Back })
            {
                _cloud.Populate(_definitions.ReadSchedule(fleet.Value), _stable, 6, _ => TimeSpan.FromDays(1));
            }
        }

        await ReviewAsync();
        await LookAsync();
    }

    /// <summary>One day: a morning with its review, and an evening with its rotations.</summary>
    public async Task LiveAsync()
    {
        await MorningAsync();
        if (MustBuild())
        {
            await BuildAsync();
        }

        await UntilAsync(TimeSpan.FromHours(22.5));
        foreach (var fleet in new[] { Edge, Back })
        {
            Rotate(fleet);
        }

        await LookAsync();
    }

    public void Dispose()
    {
        _state.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    // What the ledger says is noted as it is said: later it may be mitigated.
    private async Task LookAsync()
    {
        foreach (var risk in await Risks.ListAsync(Cancellation))
        {
            Seen.Add((risk.Record.Key, risk.State));
            foreach (var fleet in risk.Fleets.Where(fleet => fleet.IsLate))
            {
                Late.TryAdd((fleet.Fleet, risk.Record.Key, fleet.DueAt!.Value), fleet.Called?.At);
            }
        }
    }

    private Task UntilAsync(TimeSpan hour)
    {
        _time.Advance(Start.AddDays(Day) + hour - _time.GetUtcNow());
        return Task.CompletedTask;
    }

    private async Task PublishAsync()
    {
        Write("images/feeds/osv.json", _feeds.OsvOn(Day));
        Write("images/feeds/kev.json", _feeds.KevOn(Day, Start));
        Write("images/feeds/ssvc.json", _feeds.SsvcOn(Day));
        foreach (var feed in _definitions.ReadFeeds())
        {
            File.SetLastWriteTimeUtc(feed.Source, _time.GetUtcNow().UtcDateTime);
            await _store.UpdateAsync(feed, source: null, Cancellation);
        }
    }

    private void Accept()
    {
        foreach (var flaw in _feeds.Flaws.Where(flaw => flaw.AcceptedOn <= Day))
        {
            // Whoever renews it does so on its last day; the others forget, and it ends.
            var since = Day - flaw.AcceptedOn!.Value;
            if (since % flaw.AcceptedFor == 0 && (since == 0 || flaw.IsRenewed))
            {
                var expires = _time.GetUtcNow().AddDays(flaw.AcceptedFor);
                Write($"images/waivers/{flaw.Id.ToLowerInvariant()}.yaml", string.Create(
                    CultureInfo.InvariantCulture, $"""
                    id: {flaw.Id.ToLowerInvariant()}
                    cve: {flaw.Id}
                    image: web
                    owner: bea
                    reason: Nobody reaches it.
                    expires: {expires:yyyy-MM-dd}

                    """));
            }
        }
    }

    // A waiver that is over admits nothing: a gate would refuse what is built then.
    private bool MustBuild() => Day is < FirstWaiverEnds or >= SecondWaiverBegins
        && (Day is SecondWaiverBegins or ControlMendedOn
            || _artifacts.At(_stable.PlanDigest)!.Packages.Any(package =>
                package.Version != _feeds.VersionOn(NumberOf(package), Day)));

    private static int NumberOf(PackageVersion package) =>
        int.Parse(package.Name.AsSpan("package-".Length), CultureInfo.InvariantCulture);

    private async Task BuildAsync()
    {
        var now = _time.GetUtcNow();
        var id = new ArtifactId(Image, Digest.OfFields(["year", $"{Day}"]));
        _artifacts.Adopt(SimulatedArtifacts.Of(id, now) with
        {
            State = ImageState.Validated,
            Packages =
            [
                .. Enumerable.Range(0, FeedYear.Packages).Select(package => new PackageVersion(
                    $"package-{package}", _feeds.VersionOn(package, Day), "amd64", $"source-{package}",
                    Digest.OfText(""), 1, "")),
            ],
            Gates = [new GateResult("hardening", true, "", []) { Waived = Waived() }],
        });
        _cloud.Publish(id);
        await _images.AppendAsync(
            new ImageEvent.Promoted(id, now, ImageChannel.Stable, new ImageDecision("year", "", now, "", "")),
            Cancellation);
        _stable = id;
    }

    private ImmutableArray<WaivedFinding> Waived()
    {
        var until = Day switch
        {
            < FirstWaiverEnds => FirstWaiverEnds,
            < ControlMendedOn => SecondWaiverEnds,
            _ => (int?)null,
        };
        return until is { } day
            ? [new WaivedFinding(
                new GateFinding("umask-strict", "027", "022", "umask"), $"until-{day}", "bea", "an old program",
                Start.AddDays(day))]
            : [];
    }

    private void Rotate(FleetName fleet)
    {
        var policy = _definitions.ReadSchedule(fleet.Value);
        var artifact = _artifacts.At(_stable.PlanDigest)!;
        if (!policy.Windows.IsOpen(_time.GetUtcNow()) || artifact.IsWaiverOver(_time.GetUtcNow())
            || _cloud.FiguresOf(fleet).Total == 0)
        {
            return;
        }

        var snapshot = _time.Run(() => new SimulatedFleetTarget(_cloud, _time).ObserveAsync(fleet, default));
        if (snapshot.Instances.All(view => view.Image == _stable))
        {
            return;
        }

        Rotations++;
        var end = _time.Run(async () =>
        {
            PassEnd? last = null;
            await foreach (var pass in _engine.RunAsync(
                policy, artifact with { State = ImageState.Released }, "evening", CancellationToken.None))
            {
                last = pass.End;
            }

            return last;
        });
        Assert.Equal(PassEnd.Complete, end);
    }

    private void WriteDefinitions()
    {
        Write("images/web/image.yaml", """
            name: web
            description: Serves a page.
            base: { distribution: debian, suite: bookworm, architecture: amd64 }
            packages: [package-0]
            health: { port: 80, path: / }

            """);
        foreach (var (feed, kind) in new[] { ("osv", "osv"), ("kev", "kev"), ("ssvc", "ssvc") })
        {
            Write($"images/feeds/{feed}.yaml", $"""
                id: {feed}
                title: As it is on that day.
                kind: {kind}
                file: {feed}.json

                """);
        }

        WriteSchedule(Edge, "public", "mon, tue, wed, thu, fri, sat, sun");
        WriteSchedule(Back, "internal", "sun");
        Write("images/remediation.yaml", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "remediation.yaml")));
    }

    private void WriteSchedule(FleetName fleet, string exposure, string days) =>
        Write($"schedules/{fleet}.yaml", $"""
            fleet: {fleet}
            image: web
            desired: 6
            exposure: {exposure}
            maxHealthyPercentage: 150
            maxBatchPercentage: 50
            checkpoints: []
            bakeTime: 1m
            windows: [{"{"} days: [{days}], from: "22:00", to: "23:50", zone: UTC {"}"}]

            """);

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
