using System.Collections.Immutable;
using System.Globalization;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Resilience;

/// <summary>
/// Keeps an engine below the limits of its target, so that no call is sent that the target would refuse. Never waits:
/// it says from when on a call has its turn. Lives in memory only, as an estimate that begins near empty.
/// </summary>
/// <param name="limits">As the target states them; null if it states none, then everything has its turn.</param>
internal sealed class CallPacer(CallLimits? limits, TimeProvider time)
{
    // An instance's own buckets are full again long before there are so many of them.
    private const int BucketsMax = 100_000;

    private readonly Dictionary<(string Bucket, InstanceId? Instance), PacedBucket> _buckets = [];
    private readonly long _start = time.GetTimestamp();
    private readonly Lock _gate = new();

    private double Share => 1 - (limits?.OthersShare ?? 0);

    /// <summary>Takes the tokens of a command; or takes none and says how long it has to wait for its turn.</summary>
    public TimeSpan? TryTake(CommandKind kind, InstanceId instance)
    {
        lock (_gate)
        {
            var now = Now();
            var buckets = BucketsOf(limits?.Of(kind) ?? [], instance, now);
            var wait = Longest(buckets, 1, now);
            if (wait > TimeSpan.Zero)
            {
                return wait;
            }

            buckets.ForEach(bucket => bucket.Take(1, now));
            return null;
        }
    }

    /// <summary>
    /// How long a command has to wait for its turn behind others that go first; zero if not at all. Takes nothing.
    /// </summary>
    public TimeSpan UntilTurn(RotationCommand command, IReadOnlyCollection<RotationCommand> before)
    {
        lock (_gate)
        {
            var now = Now();
            ImmutableArray<CallLimit> of = limits?.Of(command.Kind) ?? [];
            return of.Zip(BucketsOf(of, command.Instance, now))
                .Select(pair => pair.Second.UntilBehind(
                    before.Count(other => Takes(other, pair.First, command.Instance)), now))
                .Append(TimeSpan.Zero)
                .Max();
        }
    }

    /// <summary>Takes the tokens of a command that is sent once more, whatever is left.</summary>
    public void TakeAgain(CommandKind kind, InstanceId instance)
    {
        lock (_gate)
        {
            var now = Now();
            BucketsOf(limits?.Of(kind) ?? [], instance, now).ForEach(bucket => bucket.Take(1, now));
        }
    }

    /// <summary>The target refused a command as one too many.</summary>
    public void Throttled(CommandKind kind, InstanceId instance)
    {
        lock (_gate)
        {
            var now = Now();
            BucketsOf(limits?.Of(kind) ?? [], instance, now).ForEach(bucket => bucket.Empty(now));
        }
    }

    /// <summary>How long a look at so many instances has to wait for its turn.</summary>
    public TimeSpan UntilLook(int instances)
    {
        lock (_gate)
        {
            var now = Now();
            return Longest(BucketsOf(limits?.Looks ?? [], null, now), CallsOfLook(instances), now);
        }
    }

    /// <summary>Takes the tokens of a look, whatever is left: it is sent.</summary>
    public void TakeLook(int instances)
    {
        lock (_gate)
        {
            var now = Now();
            BucketsOf(limits?.Looks ?? [], null, now).ForEach(bucket => bucket.Take(CallsOfLook(instances), now));
        }
    }

    /// <summary>The target refused a look as one too many.</summary>
    public void LookThrottled()
    {
        lock (_gate)
        {
            var now = Now();
            BucketsOf(limits?.Looks ?? [], null, now).ForEach(bucket => bucket.Empty(now));
        }
    }

    /// <summary>A command without its turn, for people.</summary>
    public Hold HoldOf(RotationCommand command, TimeSpan wait, DateTimeOffset now)
    {
        var slowest = limits!.Of(command.Kind).MinBy(limit => limit.PerSecond)!;
        return new Hold(
            command.Instance, HoldReason.Throttle,
            $"{command.Kind} waits for its turn: {limits.Name} gives {Text(slowest.PerSecond)} a second for "
                + $"{slowest.Bucket}, {Text(100 * limits.OthersShare)} % left to others",
            now + wait);
    }

    /// <summary>What the limits let a rotation do, one line each; empty if there are none.</summary>
    public ImmutableArray<string> Lines() => limits is null
        ? []
        : [
            .. Enum.GetValues<CommandKind>().Where(kind => !limits.Of(kind).IsEmpty).Select(kind =>
                $"pace: {kind} {Text(limits.Of(kind).Min(limit => limit.PerSecond) * Share)} a second "
                    + $"({limits.Name}, {Text(100 * limits.OthersShare)} % left to others)"),
        ];

    private bool Takes(RotationCommand other, CallLimit from, InstanceId instance) =>
        limits!.Of(other.Kind).Any(limit => limit.Bucket == from.Bucket)
        && (!from.PerInstance || other.Instance == instance);

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static TimeSpan Longest(List<PacedBucket> buckets, double tokens, TimeSpan now) =>
        buckets.Count == 0 ? TimeSpan.Zero : buckets.Max(bucket => bucket.Until(tokens, now));

    private int CallsOfLook(int instances) => limits is { LookPage: var page }
        ? Math.Max(1, (instances / page) + (instances % page > 0 ? 1 : 0))
        : 1;

    private List<PacedBucket> BucketsOf(ImmutableArray<CallLimit> of, InstanceId? instance, TimeSpan now)
    {
        if (_buckets.Count > BucketsMax)
        {
            foreach (var own in _buckets.Keys.Where(key => key.Instance is not null).ToList())
            {
                _buckets.Remove(own);
            }
        }

        var buckets = new List<PacedBucket>(of.Length);
        foreach (var limit in of)
        {
            var key = (limit.Bucket, limit.PerInstance ? instance : null);
            if (!_buckets.TryGetValue(key, out var bucket))
            {
                _buckets[key] = bucket = new PacedBucket(limit, Share, now);
            }

            buckets.Add(bucket);
        }

        return buckets;
    }

    private TimeSpan Now() => time.GetElapsedTime(_start);
}
