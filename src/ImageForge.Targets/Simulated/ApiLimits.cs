using System.Collections.Immutable;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Resilience;

namespace ImageForge.Targets.Simulated;

/// <summary>What a cloud's interface lets one account do: the buckets that each action takes from.</summary>
public sealed class ApiLimits
{
    private readonly ImmutableDictionary<ApiAction, ImmutableArray<BucketSize>> _buckets;

    private ApiLimits(string name, ImmutableDictionary<ApiAction, ImmutableArray<BucketSize>> buckets) =>
        (Name, _buckets) = (name, buckets);

    public static readonly ApiLimits None = Of("none");

    /// <summary>
    /// EC2's published defaults for one account and region (EC2 developer guide, request throttling). Launching and
    /// terminating take from a bucket of requests and one of instances. Load balancer calls, root volume replacement
    /// and isolation have no published number there and are not limited.
    /// </summary>
    public static readonly ApiLimits Ec2 = Of(
        "ec2",
        (ApiAction.Describe, [new BucketSize("DescribeInstances", 100, 20)]),
        (ApiAction.Launch, [new BucketSize("RunInstances", 5, 2), new BucketSize("RunInstances instances", 1000, 2)]),
        (ApiAction.Terminate,
        [
            new BucketSize("TerminateInstances", 100, 5), new BucketSize("TerminateInstances instances", 1000, 20),
        ])).InPagesOf(1000);

    /// <summary>
    /// Azure Resource Manager's published limits for one subscription and region, and those of Azure Compute below it:
    /// 1500 and 500 a minute for virtual machines of a subscription, 12 and 4 a minute for each of them.
    /// </summary>
    public static readonly ApiLimits Arm = ArmOf();

    /// <summary>Instances that one Describe call shows.</summary>
    public int LookPage { get; private init; } = int.MaxValue;

    /// <summary><c>none</c>, <c>ec2</c> or <c>arm</c>.</summary>
    public string Name { get; }

    public static IReadOnlyList<ApiLimits> All => [None, Ec2, Arm];

    /// <exception cref="ForgeException">No limits are called so (Usage).</exception>
    public static ApiLimits Named(string name) => All.FirstOrDefault(limits => limits.Name == name)
        ?? throw new ForgeException(
            ForgeError.Usage, $"no limits are called '{name}'",
            $"there are {string.Join(", ", All.Select(limits => limits.Name))}");

    /// <summary>Empty if the action is not limited.</summary>
    public ImmutableArray<BucketSize> Of(ApiAction action) => _buckets.GetValueOrDefault(action, []);

    /// <summary>Limits of one's own: the buckets that each named action takes from.</summary>
    public static ApiLimits Of(string name, params (ApiAction Action, ImmutableArray<BucketSize> Buckets)[] buckets) =>
        new(name, buckets.ToImmutableDictionary(entry => entry.Action, entry => entry.Buckets));

    /// <summary>What a target states to the engine; null without limits.</summary>
    /// <param name="othersShare">The share that the engine shall leave to others.</param>
    internal CallLimits? Published(double othersShare) => _buckets.IsEmpty ? null : new CallLimits(
        Name,
        _buckets.Where(known => known.Key != ApiAction.Describe).ToImmutableDictionary(
            known => Enum.Parse<CommandKind>($"{known.Key}"), known => Limits(known.Value)),
        Limits(Of(ApiAction.Describe)))
    {
        OthersShare = othersShare,
        LookPage = LookPage,
    };

    private static ImmutableArray<CallLimit> Limits(ImmutableArray<BucketSize> buckets) =>
        [.. buckets.Select(size => new CallLimit(size.Name, size.Burst, size.PerSecond, size.PerInstance))];

    private ApiLimits InPagesOf(int instances) => new(Name, _buckets) { LookPage = instances };

    private static ApiLimits ArmOf()
    {
        const double PerMinute = 1.0 / 60;
        var writes = new BucketSize("writes", 200, 10);
        var machines = new BucketSize("virtual machines of the subscription", 1500, 500 * PerMinute);
        var machine = new BucketSize("one virtual machine", 12, 4 * PerMinute, PerInstance: true);
        return Of(
            "arm",
            (ApiAction.Describe,
            [
                new BucketSize("reads", 250, 25), new BucketSize("list of virtual machines", 900, 300 * PerMinute),
            ]),
            (ApiAction.Launch, [writes, machines, machine]),
            (ApiAction.Reimage, [writes, machines, machine]),
            (ApiAction.Isolate, [writes]),
            (ApiAction.Register, [writes]),
            (ApiAction.Admit, [writes]),
            (ApiAction.Drain, [writes]),
            (ApiAction.Terminate, [new BucketSize("deletes", 200, 10), machines, machine]));
    }
}
