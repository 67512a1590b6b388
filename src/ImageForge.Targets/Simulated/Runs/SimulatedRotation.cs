using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Rotations;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.Targets.Simulated.Runs;

/// <summary>
/// Runs the engine that runs in production, on a simulated cloud, under virtual time: what it says would happen is what
/// the same code would do.
/// </summary>
public sealed class SimulatedRotation
{
    private readonly RotationScenario _scenario;
    private readonly VirtualTime _time;
    private readonly SimulatedCloud _cloud;
    private readonly RotationControls _controls;
    private readonly RotationEngine _engine;
    private readonly ImageArtifact _artifact;
    private readonly HoldClock _holds = new();
    private readonly CancellationToken _cancellation;
    private int _passes;

    private SimulatedRotation(RotationScenario scenario, CancellationToken cancellationToken)
    {
        _cancellation = cancellationToken;
        _scenario = scenario;
        _time = new VirtualTime(scenario.Start);
        var leases = new MemoryLeases(_time);
        var journal = new MemoryJournal(leases, _time);
        _controls = new RotationControls(journal, _time);
        _cloud = new SimulatedCloud(scenario.Settings, _time);
        var policy = scenario.Policy;
        var artifacts = new SimulatedArtifacts();
        _artifact = artifacts.Add(
            SimulatedArtifacts.NextOf(policy.Image), scenario.Start - SimulatedArtifacts.NextAge);
        _cloud.Publish(_artifact.Id);
        if (scenario.Instances.IsEmpty)
        {
            _cloud.Populate(
                policy, SimulatedArtifacts.PresentOf(policy.Image), policy.Desired,
                number => SimulatedArtifacts.AgeOf(number, policy.Desired, policy.MaxAge));
        }
        else
        {
            _cloud.Populate(policy, scenario.Instances);
        }

        foreach (var image in _cloud.Images)
        {
            _ = artifacts.Find(image) ?? artifacts.Add(image, scenario.Start - policy.MaxImageAge);
        }

        _engine = new RotationEngine(
            new SimulatedFleetTarget(_cloud, _time), journal, artifacts, leases, _time,
            NullLogger<RotationEngine>.Instance);
    }

    /// <param name="scenario">What is tried out.</param>
    /// <param name="cancellationToken">Looked at after each pass.</param>
    /// <exception cref="ForgeException">The policy can never make progress (InvalidDefinition).</exception>
    public static SimulationOutcome Run(RotationScenario scenario, CancellationToken cancellationToken)
    {
        var run = new SimulatedRotation(scenario, cancellationToken);
        return run._time.Run(run.RunAsync, new VirtualTimeLimits { Time = TimeSpan.MaxValue / 2 });
    }

    private async Task<SimulationOutcome> RunAsync()
    {
        try
        {
            for (; ; )
            {
                var last = await FollowAsync();
                if (last.End is null)
                {
                    return Outcome(null, $"it is not done after {_scenario.TimeMax.TotalDays:0.##} days");
                }

                if (last.End != PassEnd.Held || !await WaitAsync(last))
                {
                    return Outcome(last.End, last.EndReason);
                }
            }
        }
        catch (ForgeException exception) when (exception.Error == ForgeError.External)
        {
            return Outcome(null, exception.Message);
        }
    }

    // To its end, or to the end of all patience; then the last pass carries no end.
    private async Task<RotationPass> FollowAsync()
    {
        RotationPass? last = null;
        await foreach (var pass in _engine.RunAsync(
            _scenario.Policy, _artifact, "simulation", CancellationToken.None))
        {
            // Not given to the engine: whatever it waits for there is virtual.
            _cancellation.ThrowIfCancellationRequested();
            _passes++;
            _holds.Look(_time.Elapsed, pass.Plan.Holds);
            await KeepEvidenceAsync(pass);
            last = pass;
            if (_time.Elapsed > _scenario.TimeMax)
            {
                break;
            }
        }

        return last ?? throw new InvalidOperationException("a run had no pass");
    }

    // What copies disks beside the rotation: here it takes no time.
    private async Task KeepEvidenceAsync(RotationPass pass)
    {
        foreach (var hold in pass.Plan.Holds.Where(hold => hold.Reason == HoldReason.Evidence))
        {
            await _controls.KeepEvidenceAsync(
                _scenario.Policy.Fleet, hold.Instance!.Value, "simulated", CancellationToken.None);
        }
    }

    // What a service or a person would do with a rotation that is held: come back when a window opens, and approve.
    // False if neither helps.
    private async Task<bool> WaitAsync(RotationPass held)
    {
        if (held.Plan.Holds.Any(hold => hold.Reason == HoldReason.Approval))
        {
            await _controls.ApproveAsync(
                _scenario.Policy, "simulation", CancellationToken.None);
            return true;
        }

        var now = _time.GetUtcNow();
        var next = held.Plan.Holds.Select(hold => hold.NextEligibleAt).Where(at => at > now).Min();
        if (next is not { } opening || opening - now > _scenario.TimeMax)
        {
            return false;
        }

        await Task.Delay(opening - now, _time, CancellationToken.None);
        return true;
    }

    private SimulationOutcome Outcome(PassEnd? end, string reason)
    {
        var fleet = _scenario.Policy.Fleet;
        _holds.Look(_time.Elapsed, []);
        return new SimulationOutcome
        {
            Scenario = _scenario,
            Image = _artifact.Id,
            End = end,
            EndReason = reason,
            Duration = _time.Elapsed,
            Passes = _passes,
            Limits = CapacityLimits.Of(_scenario.Policy),
            Figures = _cloud.FiguresOf(fleet),
            Counters = _cloud.Counters,
            Holds = _holds.Totals,
            Stretches = _holds.Stretches,
            Breaches = _cloud.BreachesOf(fleet),
            Samples = _cloud.SamplesOf(fleet),
            Events = _cloud.Events,
        };
    }
}
