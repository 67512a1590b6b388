using System.Diagnostics;
using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Benchmarks;

/// <summary>One plan, and its check, for fleets of growing size, in the middle of a rotation.</summary>
public static class PlanBenchmarks
{
    private const int Rounds = 9;

    // The runtime compiles what is hot once more in the background; a service has had its time for that.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private const double MillisecondsBar = 250;
    private const double MegabytesBar = 200;
    private const double ExponentBar = 1.1;
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ImageName Image = new("web");
    private static readonly ArtifactId Old = new(Image, Digest.OfText("old"));
    private static readonly ArtifactId New = new(Image, Digest.OfText("new"));

    public static IReadOnlyList<Measurement> Run()
    {
        var rows = new List<Measurement>();
        var took = new List<double>();
        foreach (var size in Sizes)
        {
            var (policy, snapshot, history) = Middle(size);
            var (planMs, planMb, plan) = Measure(() => RotationPlanner.Plan(policy, New, snapshot, history, Now));
            var (checkMs, checkMb, faults) = Measure(() => PlanCheck.Verify(plan, snapshot, history, policy, Now));
            if (!faults.IsEmpty || plan.Commands.IsEmpty)
            {
                throw new InvalidOperationException(
                    $"{plan.Commands.Length} commands; {string.Join("; ", faults.Take(3))}");
            }

            took.Add(planMs);
            var isLargest = size == Sizes[^1];
            rows.Add(Row($"plan for {size} instances", planMs, MillisecondsBar, "ms", isLargest));
            rows.Add(Row($"plan for {size} instances, allocated", planMb, MegabytesBar, "MB", isLargest));
            rows.Add(Row($"check of that plan, {plan.Commands.Length} commands", checkMs, 0, "ms", false));
            rows.Add(Row("check of that plan, allocated", checkMb, 0, "MB", false));
        }

        // Of 100 times the instances; and of the last ten times alone, where fixed costs hide nothing.
        rows.Add(Row("growth exponent, 1,000 to 100,000", Math.Log10(took[2] / took[0]) / 2, ExponentBar, "", true));
        rows.Add(Row("growth exponent, 10,000 to 100,000", Math.Log10(took[2] / took[1]), ExponentBar, "", true));
        return rows;
    }

    private static Measurement Row(string what, double seen, double bar, string unit, bool hasBar) => new(
        what, $"{seen:0.00} {unit}".TrimEnd(), hasBar ? $"<= {bar:0.##} {unit}".TrimEnd() : "",
        hasBar ? seen <= bar : null);

    // The median: one collection of garbage more or less is not what is asked.
    private static (double Milliseconds, double Megabytes, T Answer) Measure<T>(Func<T> work)
    {
        var answer = work();
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < WarmUp;)
        {
            answer = work();
        }

        var times = new List<double>();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            answer = work();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return (times.Order().ElementAt(Rounds / 2), allocated / 1e6 / Rounds, answer);
    }

    // Half of the fleet is replaced; pairs are at every stage between, and there is room for more.
    private static (RotationPolicy, FleetSnapshot, RotationHistory) Middle(int size)
    {
        var policy = new RotationPolicy
        {
            Fleet = new FleetName("web"), Image = Image, Desired = size, Checkpoints = [], MaxBatchPercentage = 10,
        };
        var began = Now.AddHours(-2);
        var rotation = RotationNaming.Rotation(policy.Fleet, began);
        var started = new RotationEvent.Started(rotation, New, "bench");
        var events = new List<(RotationEvent, DateTimeOffset)> { (started, began) };
        var views = new List<InstanceView>();
        for (var number = 0; number < size; number++)
        {
            var old = View($"web-old{number:d6}", Old, "old", ServiceState.InService, number);
            var isDone = number < size / 2;
            var isInFlight = !isDone && number < (size / 2) + (size / 20);
            events.Add((new RotationEvent.HealthChanged(old.Id, true, ""), began.AddDays(-1)));
            if (!isDone && !isInFlight)
            {
                views.Add(old);
                continue;
            }

            var token = RotationNaming.Token(rotation, number, 1, CommandKind.Launch, old.Zone);
            var id = RotationNaming.Instance(policy.Fleet, token, 0);
            var at = began.AddSeconds(1);
            events.Add((new RotationEvent.LaunchBegan(id, New, number, 1, token, old.Id, "", old.Zone), at));
            events.Add((new RotationEvent.CommandDone(id, CommandKind.Launch), at));
            var isUp = isDone || number % 2 == 0;
            views.Add(View(id.Value, New, token, isUp ? ServiceState.InService : ServiceState.Registered, number));
            events.Add((new RotationEvent.HealthChanged(id, true, ""), at));
            if (isUp)
            {
                events.Add((new RotationEvent.CommandBegan(id, CommandKind.Admit, null, ""), at));
                events.Add((new RotationEvent.CommandDone(id, CommandKind.Admit), at));
            }

            if (isDone)
            {
                events.Add((new RotationEvent.CommandDone(old.Id, CommandKind.Terminate), at.AddMinutes(5)));
            }
            else
            {
                views.Add(old);
            }
        }

        views.Sort((left, right) => left.Id.CompareTo(right.Id));
        var snapshot = new FleetSnapshot
        {
            Fleet = policy.Fleet,
            ObservedAt = Now.AddSeconds(-1),
            Zones = ["zone-a", "zone-b", "zone-c"],
            Instances = [.. views],
        };
        return (policy, snapshot, RotationHistory.Fold(events));
    }

    private static InstanceView View(
        string id, ArtifactId image, string token, ServiceState service, int number) => new()
    {
        Id = new InstanceId(id),
        LaunchToken = token == "old" ? $"token-{number}" : token,
        Image = image,
        LaunchedAt = image == New ? Now.AddHours(-2) : Now.AddDays(-10).AddMinutes(number % 5000),
        Running = true,
        Service = service,
        App = new HealthView(HealthState.Healthy, "HTTP 200"),
        Sensor = new HealthView(HealthState.Healthy, "sensor: running"),
        LastBeatAt = Now.AddSeconds(-2),
        Zone = $"zone-{(char)('a' + (number % 3))}",
    };
}
