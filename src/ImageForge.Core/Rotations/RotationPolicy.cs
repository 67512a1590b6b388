using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Rotations.Windows;

namespace ImageForge.Core.Rotations;

/// <summary>
/// How a fleet rotates: <c>schedules/&lt;fleet&gt;.yaml</c>, parsed and valid. Names and defaults as in the policy
/// table.
/// </summary>
public sealed record RotationPolicy
{
    /// <summary>What <see cref="RollbackFor"/> is where nothing is said.</summary>
    public static readonly TimeSpan DefaultRollbackFor = TimeSpan.FromHours(24);

    public required FleetName Fleet { get; init; }
    public required ImageName Image { get; init; }

    /// <summary>The channel of the image whose version the fleet runs.</summary>
    public ImageChannel Channel { get; init; } = ImageChannel.Stable;

    /// <summary>
    /// Whether strangers reach the instances over a public network; null: nobody said, and the stricter is assumed.
    /// </summary>
    public bool? IsExposed { get; init; }

    /// <summary>Instances the fleet shall have; 1 to 100,000.</summary>
    public required int Desired { get; init; }

    /// <summary>Percent of <see cref="Desired"/> that must stay available, rounded up to instances; 0 to 100.</summary>
    public int MinHealthyPercentage { get; init; } = 90;

    /// <summary>Percent of <see cref="Desired"/> that may exist at once, rounded up to instances; 100 to 200.</summary>
    public int MaxHealthyPercentage { get; init; } = 110;

    /// <summary>Percent of <see cref="Desired"/> in flight at once, rounded down but at least 1; 1 to 100.</summary>
    public int MaxBatchPercentage { get; init; } = 20;

    /// <summary>
    /// Breaker: percent of <see cref="Desired"/> launched by this rotation that may fail, rounded down but at least
    /// 1; 0 to 100.
    /// </summary>
    public int MaxUnhealthyPercentage { get; init; } = 20;

    /// <summary>How long an instance must be healthy without a break before it counts as available.</summary>
    public TimeSpan InstanceWarmup { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long running requests may take before the instance is terminated regardless.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a launched instance may take to become available before it counts as failed.</summary>
    public TimeSpan LaunchTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether a candidate is replaced by another instance or gets a new root disk in place.</summary>
    public RotationStrategy Strategy { get; init; } = RotationStrategy.Replace;

    /// <summary>
    /// Cumulative percent of <see cref="Desired"/> replaced, ascending, 1 to 100, after which the rotation waits for
    /// <see cref="CheckpointDelay"/>. Rounded up to instances, at least one each; equal counts are merged. The last
    /// instance is no checkpoint: the bake follows it.
    /// </summary>
    public ImmutableArray<int> Checkpoints { get; init; } = [5, 25, 100];

    /// <summary>How long the rotation waits at a checkpoint.</summary>
    public TimeSpan CheckpointDelay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Cumulative percent of <see cref="Desired"/> replaced at which the rotation waits until a person approves;
    /// counted as <see cref="Checkpoints"/>. 0 waits before the first instance.
    /// </summary>
    public ImmutableArray<int> Approvals { get; init; } = [];

    /// <summary>How long the new image must hold once every instance runs it; its end completes the
    /// rotation.</summary>
    public TimeSpan BakeTime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long after completion a rollback stays possible.</summary>
    public TimeSpan RollbackFor { get; init; } = DefaultRollbackFor;

    /// <summary>True if a rotation that its breaker stops goes back to the last image that was healthy here.</summary>
    public bool AutoRollback { get; init; } = true;

    /// <summary>Age at which an instance should go. Jitter makes it earlier by up to a tenth, never later.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Age at which an image is too old for any instance to be launched on because of its age.</summary>
    public TimeSpan MaxImageAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>When new slots may begin.</summary>
    public RotationWindows Windows { get; init; } = RotationWindows.Always;

    /// <summary>When the service looks whether a rotation should be begun; null: never by itself.</summary>
    public Bell? Rotate { get; init; }

    /// <summary>How long a rotation waits for a protected instance before it skips and reports it.</summary>
    public TimeSpan ProtectionWait { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// True if instances that run the target image already are left alone; false replaces them too, once.
    /// </summary>
    public bool SkipMatching { get; init; } = true;

    /// <summary>What a detection leads to; the first rule that matches decides, and none means report.</summary>
    public ImmutableArray<DetectionRule> OnDetection { get; init; } = [];

    /// <summary>When an instance's disk is kept before it is terminated.</summary>
    public EvidenceRule Evidence { get; init; } = EvidenceRule.Off;

    /// <summary>What is otherwise in an emergency.</summary>
    public HotfixPolicy Hotfix { get; init; } = new();

    /// <summary>This policy in an emergency. Approval points are passed: whoever decided it approved.</summary>
    public RotationPolicy InEmergency() => this with
    {
        Checkpoints = Hotfix.Checkpoints,
        CheckpointDelay = Hotfix.CheckpointDelay,
        BakeTime = Hotfix.BakeTime,
        MaxBatchPercentage = Hotfix.MaxBatchPercentage ?? MaxBatchPercentage,
        Approvals = [],
    };

    /// <summary>This policy for the rotation under way: one that a hotfix began goes on as it began.</summary>
    public RotationPolicy For(RotationHistory history) =>
        history is { IsUnderWay: true, Hotfix: not null } ? InEmergency() : this;

    /// <summary>Local target: address and port of the load balancer; port 0 takes a free one.</summary>
    public string Listen { get; init; } = "127.0.0.1:0";

    /// <summary>This policy with what the target's own autoscaling wants at present.</summary>
    internal RotationPolicy For(FleetSnapshot snapshot) =>
        snapshot.Desired is { } desired && desired != Desired ? this with { Desired = desired } : this;
}
