using System.Collections.Immutable;
using ImageForge.Core.Rotations;

namespace ImageForge.Server.Api;

/// <summary>Why an instance is as it is, what blocks it, and when that may change.</summary>
/// <param name="Target">The image that the fleet goes to, or is on.</param>
/// <param name="Since">Since when it is available, or is not; null if the journal does not say.</param>
/// <param name="NextStep">What a pass now would do with it; null: nothing.</param>
/// <param name="NextEligibleAt">The earliest time at which a hold may end by itself; null if only an event or a person
/// ends it.</param>
/// <param name="Sentences">All of it in sentences.</param>
public sealed record InstanceStoryAnswer(
    InstanceAnswer Instance, string Target, AvailabilityState Availability, DateTimeOffset? Since,
    CommandKind? NextStep, ImmutableArray<HoldAnswer> Holds, DateTimeOffset? NextEligibleAt,
    ImmutableArray<string> Sentences);
