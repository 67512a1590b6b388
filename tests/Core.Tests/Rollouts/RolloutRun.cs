using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>
/// Steps a model through passes as an engine would: observe, record, plan, check, act, record; nothing kept in
/// between.
/// </summary>
internal sealed class RolloutRun
{
    public static readonly ArtifactId Old = new(new ImageName("web"), Digest.OfText("old"));
    public static readonly ArtifactId New = new(new ImageName("web"), Digest.OfText("new"));
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    // A quiet fleet is looked at again after so long at the latest, for what changes without a hold that says when.
    private static readonly TimeSpan QuietMax = TimeSpan.FromMinutes(10);
    private readonly List<(RotationEvent Event, DateTimeOffset At)> _journal = [];
    private readonly Queue<RolloutFault> _faults;
    private readonly RolloutRecord _record = new();
    private FleetSnapshot? _staleLook;
    private bool _isQuiet;

    public RolloutRun(RolloutSetup setup)
    {
        (Policy, Start) = (setup.Policy, setup.Start);
        Model = new RolloutModel(Policy.Fleet, Policy.InstanceWarmup) { Zones = setup.Zones };
        Promises = new RolloutPromises(this);
        Control = new RolloutControl(this);
        _faults = new Queue<RolloutFault>(setup.Faults.OrderBy(fault => fault.At));
        Control.Begin(setup);
    }

    public DateTimeOffset Start { get; }
    public RotationPolicy Policy { get; set; }
    public RolloutModel Model { get; }
    public RolloutPromises Promises { get; }

    /// <summary>The verbs of persons, and what follows when a rotation has ended.</summary>
    public RolloutControl Control { get; }

    public string? NextDeath { get; set; }
    public bool LaunchesRefused { get; set; }
    public bool ReimagesRefused { get; set; }
    public bool LooksAreStale { get; set; }

    /// <summary>
    /// Chance by percent that an answer is lost, or an act is done twice; drawn from <see cref="Dice"/>.
    /// </summary>
    public int MishapPercent { get; set; }

    public Random Dice { get; init; } = new(1);
    public RotationPlan? Last { get; private set; }
    public int LowestAvailable { get; private set; } = int.MaxValue;
    public int HighestTotal { get; private set; }
    public SortedDictionary<string, int> CommandsDone { get; } = new(StringComparer.Ordinal);

    /// <summary>Plans that hold somebody, each kind of hold once, with the time.</summary>
    public List<(string At, RotationPlan Plan)> PlansThatHold { get; } = [];

    public SortedSet<HoldReason> HoldsSeen { get; } = [];

    /// <summary>Promises that were broken, with the time; a good run has none.</summary>
    public List<string> Breaches { get; } = [];

    /// <summary>Tokens of every launch and reimage that was intended.</summary>
    public HashSet<string> Intended { get; } = new(StringComparer.Ordinal);

    public TimeSpan Elapsed { get; private set; }

    /// <summary>When the last rotation that ended did.</summary>
    public TimeSpan EndedAt { get; private set; }

    public DateTimeOffset Now => Start + Elapsed;
    public string Record => _record.Text;
    public RotationHistory History { get; private set; } = RotationHistory.Empty;
    public IReadOnlyList<(RotationEvent Event, DateTimeOffset At)> Journal => _journal;

    /// <summary>Instances that are wanted, by the policy or, as far as it can be seen, by autoscaling.</summary>
    public int Desired => (_staleLook is { } look ? look.Desired : Model.Desired) ?? Policy.Desired;

    // Between two rotations nobody looks: what breaks then and is whole again by the next look was never seen.
    private bool BreaksAreSeen => History.IsUnderWay && !LooksAreStale && !Model.SensorsUnknown;

    private string At => RolloutRecord.Stamp(Elapsed);

    /// <summary>Runs until the rotation ends, and those that follow it, or the time is up.</summary>
    public RolloutRun Until(TimeSpan limit)
    {
        while (Elapsed <= limit)
        {
            Strike();
            if (History.IsUnderWay)
            {
                Pass();
            }
            else if (!_faults.Any(fault => fault.BeginsRotation))
            {
                break;
            }

            if (!History.IsUnderWay && !Control.FollowUp() && !_faults.Any(fault => fault.BeginsRotation))
            {
                break;
            }

            Elapsed += Stride();
        }

        return this;
    }

    public void Note(RotationEvent noted, DateTimeOffset at)
    {
        _journal.Add((noted, at));
        History = History.Apply(noted, at);
    }

    public void WriteDown(string words) => _record.Say(At, words);

    // Steps as a person would skip through a night: to the next moment that anybody has named.
    private TimeSpan Stride()
    {
        if (!_isQuiet || LooksAreStale || Last!.Holds.Any(hold => hold.NextEligibleAt <= Now))
        {
            return Tick;
        }

        var named = Model.Instances.Select(instance => instance.NextChange(Now))
            .Concat(Last.Holds.Select(hold => hold.NextEligibleAt))
            .Append(_faults.TryPeek(out var fault) ? Start + fault.At : null)
            .Where(at => at > Now).Append(Now + QuietMax).Min();
        var ticks = (named!.Value - Now + Tick - TimeSpan.FromTicks(1)).Ticks / Tick.Ticks;
        return Tick * Math.Max(1, ticks);
    }

    private void Strike()
    {
        while (_faults.TryPeek(out var fault) && fault.At <= Elapsed)
        {
            _faults.Dequeue().Apply(this);
        }

        Model.Advance(Now, BreaksAreSeen);
    }

    private void Pass()
    {
        var snapshot = Look();
        var news = RotationObservations.Of(snapshot, History, Policy, Now);
        foreach (var seen in news)
        {
            Note(seen, Now);
        }

        var plan = RotationPlanner.Plan(Policy, History.Target!.Value, snapshot, History, Now);
        Breaches.AddRange(PassedTwice(plan, snapshot).Select(breach => $"{At} repeated pass: {breach}"));
        Breaches.AddRange(PlanCheck.Verify(plan, snapshot, History, Policy, Now)
            .Select(violation => $"{At} check: {violation}"));
        _isQuiet = Last is not null && plan.Commands.IsEmpty && plan.Events.IsEmpty && news.IsEmpty
            && RolloutText.Of(plan, Now) == RolloutText.Of(Last, Now);
        Last = plan;
        HoldsSeen.UnionWith(plan.Holds.Select(hold => hold.Reason));
        if (_record.WriteDown(At, plan, Now))
        {
            PlansThatHold.Add((At, plan));
        }

        Measure();
        foreach (var decided in plan.Events)
        {
            Note(decided, Now);
        }

        foreach (var command in plan.Commands)
        {
            if (!Carry(command))
            {
                break;
            }
        }

        Breaches.AddRange(Model.Faults.Select(fault => $"{At} {fault}"));
        Model.Faults.Clear();
        if (plan.Status is not (RotationStatus.Active or RotationStatus.Baking))
        {
            EndedAt = Elapsed;
            Note(new RotationEvent.Finished(History.Rotation!.Value, plan.Status, plan.StopReason ?? ""), Now);
        }
    }

    // A pass may be made again on the very same look, after a crash: together both must keep the limits.
    private IEnumerable<string> PassedTwice(RotationPlan first, FleetSnapshot snapshot)
    {
        if (first.Commands.IsEmpty)
        {
            return [];
        }

        var noted = first.Events.Aggregate(History, (folded, news) => folded.Apply(news, Now));
        var history = first.Commands.Aggregate(noted, (folded, command) => folded.Apply(command.Intent, Now)
            .Apply(new RotationEvent.CommandDone(command.Instance, command.Kind), Now));
        var second = RotationPlanner.Plan(Policy, History.Target!.Value, snapshot, history, Now);
        var both = first with
        {
            Commands = [.. first.Commands.Concat(second.Commands).DistinctBy(command => command.Instance)],
        };
        return PlanCheck.Verify(second, snapshot, history, Policy, Now)
            .Concat(PlanCheck.Verify(both, snapshot, History, Policy, Now).Where(fault =>
                fault.StartsWith("floor", StringComparison.Ordinal)
                    || fault.StartsWith("ceiling", StringComparison.Ordinal)));
    }

    private FleetSnapshot Look()
    {
        _staleLook = LooksAreStale ? _staleLook ?? Model.Observe(Now) : null;
        return _staleLook ?? Model.Observe(Now);
    }

    // False if the engine died over it: the rest of the plan is not carried out.
    private bool Carry(RotationCommand command)
    {
        Breaches.AddRange(Promises.BrokenBy(command, Now).Select(broken => $"{At} promise: {broken}"));
        Note(command.Intent, Now);
        if (command.Intent is RotationEvent.LaunchBegan began)
        {
            Intended.Add(began.Token);
        }

        var death = NextDeath ?? (Dice.Next(100) < MishapPercent ? Dice.Next(2) == 0 ? "before" : "after" : null);
        NextDeath = null;
        if (death == "before")
        {
            return false;
        }

        var kind = command.Kind;
        if (Refusal(command) is { } refusal)
        {
            Note(refusal, Now);
            return true;
        }

        Act(command);
        if (death == "after")
        {
            return false;
        }

        if (Dice.Next(100) < MishapPercent)
        {
            Act(command);
        }

        Note(new RotationEvent.CommandDone(command.Instance, kind), Now);
        return true;
    }

    private RotationEvent.CommandFailed? Refusal(RotationCommand command) => command switch
    {
        RotationCommand.Launch when LaunchesRefused =>
            new RotationEvent.CommandFailed(command.Instance, command.Kind, "no room"),
        RotationCommand.Reimage when ReimagesRefused =>
            new RotationEvent.CommandFailed(command.Instance, command.Kind, "disk service is away"),
        RotationCommand.Launch launch when Model.FullZones.Contains(launch.Zone) && !Model.Knows(launch.Token) =>
            new RotationEvent.CommandFailed(command.Instance, command.Kind, "insufficient capacity", Capacity: true),
        _ => null,
    };

    private void Act(RotationCommand command)
    {
        var (available, total) = (Model.Available(Now), Model.Instances.Count);
        Model.Do(command, Now, BreaksAreSeen);
        var limits = CapacityLimits.Of(Policy with { Desired = Desired });
        var name = command.GetType().Name;
        CommandsDone[name] = CommandsDone.GetValueOrDefault(name) + 1;
        if (!LooksAreStale && Model.Available(Now) < available && Model.Available(Now) < limits.Floor)
        {
            Breaches.Add($"{At} floor: {name} of {command.Instance} left {Model.Available(Now)} < {limits.Floor}");
        }

        if (Model.Instances.Count > total && Model.Instances.Count > limits.Ceiling)
        {
            Breaches.Add($"{At} ceiling: {name} of {command.Instance} made {Model.Instances.Count} > {limits.Ceiling}");
        }

        Measure();
    }

    private void Measure()
    {
        LowestAvailable = Math.Min(LowestAvailable, Model.Available(Now));
        HighestTotal = Math.Max(HighestTotal, Model.Instances.Count);
    }
}
