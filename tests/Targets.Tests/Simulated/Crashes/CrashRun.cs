using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Rotations;
using ImageForge.Targets.Simulated;
using ImageForge.Targets.Simulated.Runs;
using ImageForge.Targets.Tests.Simulated.Seeds;

namespace ImageForge.Targets.Tests.Simulated.Crashes;

/// <summary>
/// Drives one story to its end as a supervisor does who knows nothing but the journal: while what was asked for is not
/// finished there, a process is started that goes on with it.
/// </summary>
internal sealed class CrashRun
{
    private const int PassesMax = 20_000;
    private static readonly TimeSpan Restart = TimeSpan.FromSeconds(3);
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly SeedStage _stage;
    private readonly CrashStory _story;
    private readonly SimulatedArtifacts _artifacts = new();
    private readonly RotationJournal _journal;
    private readonly int _movesBefore;
    private EngineProcess? _process;
    private RotationId? _before;
    private bool _wantsBack;
    private int _appendsBefore;
    private int _passes;
    private int _deaths;

    private CrashRun(CrashStory story, CrashPoint? crash, bool traces)
    {
        (_story, _stage) = (story, new SeedStage(story.Seed, traces) { Crash = crash });
        _journal = new RotationJournal(_stage.Journal);
        foreach (var image in new[] { _stage.Image, _stage.Present })
        {
            _artifacts.Add(image, story.Seed.Start - story.Seed.ImageAge);
            _stage.Cloud.Publish(image);
        }

        _stage.Cloud.Populate(story.Seed.Policy, SeedFleet.Of(story.Seed, _stage.Image, _stage.Present));
        _movesBefore = MovesSoFar();
    }

    // Whatever gets an image is new or has a new disk.
    private int MovesSoFar() =>
        _stage.Cloud.Events.Count(happened => happened is { Instance: not null, Image: not null });

    private RotationPolicy Policy => _story.Seed.Policy;

    /// <param name="crash">Null lets every process live.</param>
    /// <param name="traces">True if everything that happens is written down.</param>
    public static CrashOutcome Of(CrashStory story, CrashPoint? crash, bool traces = false)
    {
        var run = new CrashRun(story, crash, traces);
        return run._stage.Time.Run(run.PlayAsync);
    }

    private async Task<CrashOutcome> PlayAsync()
    {
        await _stage.ProveAsync();
        _before = (await HistoryAsync()).Rotation;
        for (var history = await HistoryAsync(); !IsOver(history); history = await HistoryAsync())
        {
            Assert.True(_passes < PassesMax, "it does not end");
            try
            {
                await GoOnAsync(history);
            }
            catch (ProcessDiedException)
            {
                _deaths++;
                _process = null;
                await _stage.PassAsync(Restart);
            }
            catch (ForgeException busy) when (busy.Error == ForgeError.Busy)
            {
                // The lease of the dead one has not run out yet.
                await _stage.PassAsync(Restart);
            }
        }

        return await OutcomeAsync();
    }

    private bool IsOver(RotationHistory history) => history is { IsUnderWay: false }
        && history.Rotation != _before && (history.RollbackOf is not null || _story.GoesBackAt is null);

    private async Task GoOnAsync(RotationHistory history)
    {
        _process ??= new EngineProcess(_stage, _artifacts);
        if (!_wantsBack && history.Rotation != _before && history.FinishedAs == RotationStatus.Complete)
        {
            (_wantsBack, _appendsBefore) = (true, _stage.Appends);
        }

        await foreach (var pass in Passes(_process.Engine, history))
        {
            _passes++;
            Assert.False(pass.End is PassEnd.PlanRefused or PassEnd.Held or PassEnd.Stalled, pass.EndReason);
            if (_story.GoesBackAt is { } turn && turn < Policy.Desired && !_wantsBack
                && pass.Plan.Count.OnTarget >= turn)
            {
                _wantsBack = true;
                return;
            }
        }
    }

    // Started anew, a person's command is the same command; what a rotation goes to is what the journal says.
    private IAsyncEnumerable<RotationPass> Passes(RotationEngine engine, RotationHistory history) =>
        _wantsBack && _story.GoesBackAt is not null
            ? engine.RollBackAsync(Policy, "a person wants it", None)
            : engine.RunAsync(Policy, _artifacts.Find(TargetOf(history))!, "test", None);

    private ArtifactId TargetOf(RotationHistory history) =>
        history is { IsUnderWay: true, Target: { } target } ? target : _stage.Image;

    private async Task<RotationHistory> HistoryAsync() => (await _journal.ReadAsync(Policy.Fleet, None)).History;

    private async Task<CrashOutcome> OutcomeAsync()
    {
        var (broken, excused) = BreachJudge.Of(_stage);
        var entries = await _stage.Journal.ReadAsync(RotationJournal.ChainOf(Policy.Fleet), 0, None)
            .ToListAsync(None);
        var target = new SimulatedFleetTarget(_stage.Cloud, _stage.Time);
        var duration = _stage.Time.Elapsed;
        var fleet = await target.ObserveAsync(Policy.Fleet, None);
        return new CrashOutcome(
            _stage.Appends, _appendsBefore, _deaths, duration,
            MovesSoFar() - _movesBefore,
            await HistoryAsync(), fleet, _stage.Cloud.FiguresOf(Policy.Fleet),
            [
                .. entries.Select(entry => (entry.Run, RotationEventText.Read(entry.Data) as RotationEvent.LaunchBegan))
                    .Where(launch => launch.Item2 is not null).Select(launch => (launch.Run, launch.Item2!)),
            ],
            [.. _stage.Violations, .. broken, .. excused.Keys], _stage.Trace);
    }
}
