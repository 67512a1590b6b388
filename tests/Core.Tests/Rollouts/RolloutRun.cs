using System.Text;
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
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly ArtifactId Old = Artifact("old");
    public static readonly ArtifactId New = Artifact("new");
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);
    private readonly List<(RotationEvent Event, DateTimeOffset At)> _journal = [];
    private readonly Queue<RolloutFault> _faults;
    private readonly StringBuilder _record = new();
    private string _lastRecorded = "";
    private FleetSnapshot? _staleLook;

    public RolloutRun(RotationPolicy policy, int oldInstances, int newInstances, IEnumerable<RolloutFault> faults)
    {
        Policy = policy;
        Model = new RolloutModel(policy.Fleet, policy.InstanceWarmup);
        _faults = new Queue<RolloutFault>(faults.OrderBy(fault => fault.At));
        for (var number = 1; number <= oldInstances + newInstances; number++)
        {
            // Ages differ by an hour, the first one is the oldest.
            var since = Start - TimeSpan.FromHours(100 + oldInstances + newInstances - number);
            var isOld = number <= oldInstances;
            var id = new InstanceId(isOld ? $"{policy.Fleet}-old{number:00}"
                : $"{policy.Fleet}-new{number - oldInstances:00}");
            Model.AddRunning(id, isOld ? Old : New, since);
            Note(new RotationEvent.HealthChanged(id, true, ""), since);
        }

        Note(new RotationEvent.Started(RotationNaming.Rotation(policy.Fleet, Start), New, "test"), Start);
    }

    public RotationPolicy Policy { get; set; }
    public RolloutModel Model { get; }
    public string? NextDeath { get; set; }
    public bool LaunchesRefused { get; set; }
    public bool LooksAreStale { get; set; }

    /// <summary>
    /// Chance by percent that an answer is lost, or an act is done twice; drawn from <see cref="Dice"/>.
    /// </summary>
    public int MishapPercent { get; set; }

    public Random Dice { get; init; } = new(1);
    public RotationPlan? Last { get; private set; }
    public int LowestAvailable { get; private set; } = int.MaxValue;
    public int HighestTotal { get; private set; }
    public SortedSet<HoldReason> HoldsSeen { get; } = [];
    public SortedDictionary<string, int> CommandsDone { get; } = new(StringComparer.Ordinal);

    /// <summary>Promises that were broken, with the time; a good run has none.</summary>
    public List<string> Breaches { get; } = [];

    public TimeSpan Elapsed { get; private set; }
    public string Record => _record.ToString();
    public RotationHistory History { get; private set; } = RotationHistory.Empty;
    public IReadOnlyList<(RotationEvent Event, DateTimeOffset At)> Journal => _journal;

    /// <summary>Runs until the rotation ends or the time is up.</summary>
    public RolloutRun Until(TimeSpan limit)
    {
        for (; Elapsed <= limit; Elapsed += Tick)
        {
            Pass();
            if (Last!.Status != RotationStatus.Active)
            {
                var reason = Last.StopReason ?? "";
                Note(new RotationEvent.Finished(History.Rotation!.Value, Last.Status, reason), Start + Elapsed);
                break;
            }
        }

        return this;
    }

    /// <summary>One pass at the present moment.</summary>
    public void Pass()
    {
        var now = Start + Elapsed;
        while (_faults.TryPeek(out var fault) && fault.At <= Elapsed)
        {
            _faults.Dequeue().Apply(this);
        }

        Model.Advance(now, isSeen: !LooksAreStale && !Model.SensorsUnknown);
        var snapshot = Look(now);
        foreach (var seen in RotationObservations.Of(snapshot, History, Policy, now))
        {
            Note(seen, now);
        }

        var history = History;
        Last = RotationPlanner.Plan(Policy, New, snapshot, history, now);
        Breaches.AddRange(PassedTwice(Last, snapshot, now).Select(breach => $"{At} repeated pass: {breach}"));
        Breaches.AddRange(PlanCheck.Verify(Last, snapshot, history, Policy, now)
            .Select(violation => $"{At} check: {violation}"));
        HoldsSeen.UnionWith(Last.Holds.Select(hold => hold.Reason));
        WriteDown(Last);
        Measure(now);
        foreach (var command in Last.Commands)
        {
            if (!Carry(command, now))
            {
                break;
            }
        }

        Breaches.AddRange(Model.Faults.Select(fault => $"{At} {fault}"));
        Model.Faults.Clear();
    }

    private void Note(RotationEvent noted, DateTimeOffset at)
    {
        _journal.Add((noted, at));
        History = History.Apply(noted, at);
    }

    private string At => $"{(int)Elapsed.TotalMinutes:00}:{Elapsed.Seconds:00}";

    // A pass may be made again on the very same look, after a crash: together both must keep the limits.
    private IEnumerable<string> PassedTwice(RotationPlan first, FleetSnapshot snapshot, DateTimeOffset now)
    {
        if (first.Commands.IsEmpty)
        {
            return [];
        }

        var history = first.Commands.Aggregate(History, (folded, command) => folded.Apply(command.Intent, now)
            .Apply(new RotationEvent.CommandDone(command.Instance, command.Kind), now));
        var second = RotationPlanner.Plan(Policy, New, snapshot, history, now);
        var both = first with
        {
            Commands = [.. first.Commands.Concat(second.Commands).DistinctBy(command => command.Instance)],
        };
        return PlanCheck.Verify(second, snapshot, history, Policy, now)
            .Concat(PlanCheck.Verify(both, snapshot, History, Policy, now).Where(fault =>
                fault.StartsWith("floor", StringComparison.Ordinal)
                    || fault.StartsWith("ceiling", StringComparison.Ordinal)));
    }

    private FleetSnapshot Look(DateTimeOffset now)
    {
        _staleLook = LooksAreStale ? _staleLook ?? Model.Observe(now) : null;
        return _staleLook ?? Model.Observe(now);
    }

    // False if the engine died over it: the rest of the plan is not carried out.
    private bool Carry(RotationCommand command, DateTimeOffset now)
    {
        Note(command.Intent, now);
        var death = NextDeath ?? (Dice.Next(100) < MishapPercent ? Dice.Next(2) == 0 ? "before" : "after" : null);
        NextDeath = null;
        if (death == "before")
        {
            return false;
        }

        var kind = command.Kind;
        if (LaunchesRefused && kind == CommandKind.Launch)
        {
            Note(new RotationEvent.CommandFailed(command.Instance, kind, "no room"), now);
            return true;
        }

        Act(command, now);
        if (death == "after")
        {
            return false;
        }

        if (Dice.Next(100) < MishapPercent)
        {
            Act(command, now);
        }

        Note(new RotationEvent.CommandDone(command.Instance, kind), now);
        return true;
    }

    private void Act(RotationCommand command, DateTimeOffset now)
    {
        var (available, total) = (Model.Available(now), Model.Instances.Count);
        Model.Do(command, now);
        var limits = CapacityLimits.Of(Policy);
        var name = command.GetType().Name;
        CommandsDone[name] = CommandsDone.GetValueOrDefault(name) + 1;
        if (!LooksAreStale && Model.Available(now) < available && Model.Available(now) < limits.Floor)
        {
            Breaches.Add($"{At} floor: {name} of {command.Instance} left {Model.Available(now)} < {limits.Floor}");
        }

        if (Model.Instances.Count > total && Model.Instances.Count > limits.Ceiling)
        {
            Breaches.Add($"{At} ceiling: {name} of {command.Instance} made {Model.Instances.Count} > {limits.Ceiling}");
        }

        Measure(now);
    }

    private void Measure(DateTimeOffset now)
    {
        LowestAvailable = Math.Min(LowestAvailable, Model.Available(now));
        HighestTotal = Math.Max(HighestTotal, Model.Instances.Count);
    }

    // A pass is written down if it does something or waits for something else than the pass before.
    private void WriteDown(RotationPlan plan)
    {
        var text = RolloutText.Of(plan);
        var holds = RolloutText.Holds(plan);
        if (plan.Commands.IsEmpty && holds == _lastRecorded && plan.Status == RotationStatus.Active)
        {
            return;
        }

        if (_record.Length == 0)
        {
            _record.AppendJoin('\n', plan.Arithmetic.Take(4)).Append("\n\n");
        }

        _lastRecorded = holds;
        _record.Append(At).Append(' ').Append(text);
    }

    private static ArtifactId Artifact(string seed) => new(new ImageName("web"), Digest.OfText(seed));
}
