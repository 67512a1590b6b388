using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Rotations;
using ImageForge.Targets.Simulated;
using ImageForge.Targets.Simulated.Runs;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>Plays one story: the engine of production, killed and begun anew as the story has it, to its end.</summary>
internal sealed class SeedRun : IDisposable
{
    private const int PassesMax = 60_000;
    private static readonly TimeSpan AfterDeath = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AfterBusy = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OpeningMax = TimeSpan.FromDays(3);
    private readonly SeedStage _stage;
    private readonly SeedStory _story;
    private readonly VirtualTime _time;
    private readonly SimulatedArtifacts _artifacts = new();
    private readonly Persons _persons;
    private readonly RotationJournal _journal;
    private readonly SortedSet<HoldReason> _holds = [];
    private readonly TimeSpan _bound;
    private EngineProcess? _process;
    private bool _goesBack;
    private bool _isOver;
    private int _passes;
    private int _deaths;
    private PassEnd? _end;
    private string _endReason = "";

    private SeedRun(SeedStory story, bool traces)
    {
        (_story, _stage) = (story, new SeedStage(story, traces));
        _time = _stage.Time;
        _journal = new RotationJournal(_stage.Journal);
        _bound = story.Faults.Until + LivenessBound.Of(story);
        _artifacts.Add(_stage.Image, story.Start - story.ImageAge);
        _artifacts.Add(_stage.Present, story.Start - TimeSpan.FromDays(1));
        _stage.Cloud.Publish(_stage.Image);
        _stage.Cloud.Publish(_stage.Present);
        _stage.Cloud.Populate(story.Policy, SeedFleet.Of(story, _stage.Image, _stage.Present));
        _persons = new Persons(_stage);
        foreach (var at in story.LeaseStops)
        {
            _stage.Cloud.After(at, _ => _stage.Leases.StopRenewals(FleetLeases.NameOf(story.Policy.Fleet)));
        }
    }

    /// <param name="traces">True if everything that happens is written down.</param>
    public static SeedOutcome Of(SeedStory story, bool traces = false)
    {
        using var run = new SeedRun(story, traces);
        try
        {
            run._stage.Time.Run(run.PlayAsync, new VirtualTimeLimits { Time = TimeSpan.MaxValue / 2 });
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Nothing that a story may contain lets the engine throw this.
            run._stage.Violate($"{exception.GetType().Name}: {exception.Message} {exception.StackTrace}");
        }

        return run.Outcome();
    }

    public void Dispose() => _persons.Dispose();

    private async Task PlayAsync()
    {
        if (_story.HasProven)
        {
            await _stage.ProveAsync();
        }

        _ = TryRivalAsync();
        while (!_isOver)
        {
            try
            {
                await RunOnceAsync();
            }
            catch (ProcessDiedException)
            {
                _deaths++;
                _process = null;
                await Task.Delay(AfterDeath, _time, CancellationToken.None);
            }
            catch (ForgeException trouble) when (trouble.Error is ForgeError.Busy or ForgeError.External
                or ForgeError.NotFound)
            {
                // Busy: the lease was lost, or is another's. NotFound: that other one has finished the rotation.
                // External: the fleet could not be seen for too long.
                _stage.Say($"trouble: {trouble.Message}");
                await Task.Delay(AfterBusy, _time, CancellationToken.None);
            }

            CheckBound();
        }
    }

    private async Task RunOnceAsync()
    {
        _process ??= new EngineProcess(_stage, _artifacts);
        var history = (await _journal.ReadAsync(_story.Policy.Fleet, CancellationToken.None)).History;
        if (_passes > 0 && history.FinishedAs is { } finished && !_persons.WantBack)
        {
            End(finished switch
            {
                RotationStatus.Complete => PassEnd.Complete,
                RotationStatus.Cancelled => PassEnd.Cancelled,
                _ => PassEnd.Stopped,
            }, history.FinishReason);
            return;
        }

        if (await FollowAsync(history) is { End: { } end } last)
        {
            await AfterAsync(last, end);
        }
    }

    private async Task<RotationPass?> FollowAsync(RotationHistory history)
    {
        RotationPass? last = null;
        await foreach (var pass in Passes(history))
        {
            Look(last = pass);
            if (_isOver || (_persons.WantBack && pass.End is null))
            {
                return null;
            }
        }

        return last;
    }

    private IAsyncEnumerable<RotationPass> Passes(RotationHistory history)
    {
        var engine = _process!.Engine;
        if (_persons.WantBack)
        {
            _persons.WantBack = false;
            var begun = history.Rotation is not null && history.Target is not null
                && RollbackChoice.Of(history) is not null;
            if (begun && history.RollbackOf is null && !_goesBack)
            {
                _goesBack = true;
                return engine.RollBackAsync(_story.Policy, "a person wants it", CancellationToken.None);
            }
        }

        var image = history is { IsUnderWay: true, Target: { } target } ? target : _stage.Image;
        return engine.RunAsync(_story.Policy, _artifacts.Find(image)!, "seed", CancellationToken.None);
    }

    private void Look(RotationPass pass)
    {
        _passes++;
        _holds.UnionWith(pass.Plan.Holds.Select(hold => hold.Reason));
        _persons.CopyWhatIsHeld(pass);
        if (pass.End is { } end)
        {
            _stage.Say($"end {end}: {pass.EndReason}");
        }

        if (pass.End == PassEnd.PlanRefused)
        {
            _stage.Violate(pass.EndReason);
            End(PassEnd.PlanRefused, pass.EndReason);
        }

        CheckBound();
    }

    private void CheckBound()
    {
        if (!_isOver && (_stage.Time.Elapsed > _bound || _passes > PassesMax))
        {
            _stage.Violate($"no end after {_passes} passes, bound {_bound}");
            _isOver = true;
        }
    }

    private async Task AfterAsync(RotationPass last, PassEnd end)
    {
        if (_isOver || _persons.WantBack)
        {
            return;
        }

        if (end is not (PassEnd.Held or PassEnd.Stalled))
        {
            End(end, last.EndReason);
            return;
        }

        // Patience that ran out while faults went on says nothing yet.
        if (await _persons.HelpAsync(last) || !_stage.FaultsAreOver)
        {
            await Task.Delay(AfterBusy, _time, CancellationToken.None);
            return;
        }

        // What says itself when it goes on is taken up then, as a service would.
        var opening = last.Plan.Holds.Where(hold => hold.Reason is HoldReason.Window or HoldReason.Capacity)
            .Select(hold => hold.NextEligibleAt - _stage.Time.GetUtcNow()).Max();
        if (opening > TimeSpan.Zero && opening <= OpeningMax)
        {
            await Task.Delay(opening.Value, _time, CancellationToken.None);
            return;
        }

        foreach (var untrue in HoldTruth.Faults(_stage, last))
        {
            _stage.Violate($"{end} without a true reason: {untrue}; {last.EndReason}");
        }

        End(end, last.EndReason);
    }

    private void End(PassEnd end, string reason) => (_end, _endReason, _isOver) = (end, reason, true);

    private async Task TryRivalAsync()
    {
        try
        {
            await RivalAsync();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Nobody waits for it, so nobody else would hear of it.
            _stage.Violate($"the second engine: {exception.GetType().Name}: {exception.Message}");
        }
    }

    private async Task RivalAsync()
    {
        if (_story.RivalEvery is not { } every)
        {
            return;
        }

        var rival = new EngineProcess(_stage, _artifacts);
        while (!_isOver && !_stage.FaultsAreOver)
        {
            await Task.Delay(every, _time, CancellationToken.None);
            try
            {
                var pass = await rival.Engine.TickAsync(_story.Policy, CancellationToken.None);
                Look(pass);
            }
            catch (ProcessDiedException)
            {
                _deaths++;
                rival = new EngineProcess(_stage, _artifacts);
            }
            catch (ForgeException refusal) when (refusal.Error is ForgeError.Busy or ForgeError.External
                or ForgeError.NotFound)
            {
                // As it should be, whenever the first one is at work.
                _ = refusal;
            }
        }
    }

    private SeedOutcome Outcome()
    {
        var (broken, excused) = BreachJudge.Of(_stage);

        // In memory nothing has to be waited for.
        var detections = DetectionJudge.FaultsAsync(_stage).GetAwaiter().GetResult();
        return new SeedOutcome(
            _story, _end, _endReason, [.. _stage.Violations, .. broken, .. detections], [.. _holds],
            _stage.Cloud.Counters.Faults, excused, _passes, _deaths, _stage.Trace);
    }
}
