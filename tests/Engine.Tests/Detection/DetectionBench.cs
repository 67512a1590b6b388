using ImageForge.Core.Detection;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Detection;
using ImageForge.Engine.Images;
using ImageForge.Engine.Rotations;
using ImageForge.Engine.Tests.Rotations;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.Engine.Tests.Detection;

/// <summary>A fleet of three in memory, and a service that takes detections of it.</summary>
internal sealed class DetectionBench : IDisposable
{
    public static readonly RotationPolicy Policy = EngineFixture.Policy with
    {
        MaxHealthyPercentage = 200,
        OnDetection =
        [
            new DetectionRule(DetectionSeverity.Signal, "T1053", DetectionAction.Rotate),
            new DetectionRule(DetectionSeverity.Alert, null, DetectionAction.Quarantine),
        ],
    };

    public static readonly DetectionSource Detector = new("token siem");

    private readonly List<DetectionIntake> _intakes = [];
    private RotationPolicy _policy = Policy;

    public DetectionBench()
    {
        Artifacts = new ArtifactStore(Fixture.State);
        Artifacts.Adopt(EngineFixture.Old);
        Restart();
    }

    public EngineFixture Fixture { get; } = new();
    public ArtifactStore Artifacts { get; }
    public DetectionIntake Intake => _intakes[^1];
    public FleetRounds Rounds { get; private set; } = null!;
    public DetectionReader Reader => new(Fixture.Journal, Fixture.Time);
    public IReadOnlyList<InstanceId> Instances => [.. Fixture.Target.Instances.Select(instance => instance.Id)];
    public int Entries => Fixture.Journal.Entries.Count;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What a new process would have: the same world, nothing in memory.</summary>
    public void Restart()
    {
        _intakes.Add(new DetectionIntake(
            Fixture.Journal, Fixture.Target, fleet => fleet == Policy.Fleet ? _policy : null, Fixture.Time,
            NullLogger<DetectionIntake>.Instance));
        Rounds = new FleetRounds(
            Fixture.NewEngine(), Fixture.Target, new ImageCatalog(Artifacts, new ImageJournal(Fixture.Journal)),
            Fixture.Journal, Fixture.Time, NullLogger<FleetRounds>.Instance);
    }

    public async Task<DetectionBench> LaunchedAsync(RotationPolicy? policy = null)
    {
        await Fixture.LaunchAsync();
        _policy = policy ?? Policy;
        return this;
    }

    public ReportedDetection Reported(string? instance, string technique = "T1098", string rule = "shadow-write") =>
        new()
        {
            Sensor = "auditd",
            Rule = rule,
            Severity = DetectionSeverity.Alert,
            At = Fixture.Time.GetUtcNow(),
            Techniques = [technique],
            Instance = instance,
            Summary = "cat openat",
        };

    public Task<IReadOnlyList<DetectionOutcome>> SendAsync(
        DetectionSource source, params ReportedDetection[] detections) =>
        Intake.ReceiveAsync(detections, source, Cancellation);

    public async Task<DetectionOutcome> SendAsync(ReportedDetection detection) =>
        Assert.Single(await SendAsync(Detector, detection));

    /// <summary>What the service's bells do, until nothing is under way and nobody is left to answer for.</summary>
    public async Task RunAsync()
    {
        for (var turn = 0; turn < EngineFixture.PassesMax; turn++)
        {
            await Rounds.AnswerAsync(_policy, Cancellation);
            if ((await Rounds.UnderWayAsync(Cancellation)).Count == 0)
            {
                return;
            }

            await Rounds.TickAsync(_policy, Cancellation);
            Fixture.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Fail("it does not end");
    }

    public void Dispose()
    {
        _intakes.ForEach(intake => intake.Dispose());
        Fixture.Dispose();
    }
}
