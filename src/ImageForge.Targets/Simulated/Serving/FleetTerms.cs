using System.Text.Json.Serialization;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>What a simulated cloud has to know of a policy: how many instances, and when one counts.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FleetTerms
{
    public required FleetName Fleet { get; init; }
    public required ImageName Image { get; init; }
    public required int Desired { get; init; }
    public required int MinHealthyPercentage { get; init; }
    public required int MaxHealthyPercentage { get; init; }
    public required TimeSpan InstanceWarmup { get; init; }
    public required TimeSpan MaxAge { get; init; }

    public static FleetTerms Of(RotationPolicy policy) => new()
    {
        Fleet = policy.Fleet,
        Image = policy.Image,
        Desired = policy.Desired,
        MinHealthyPercentage = policy.MinHealthyPercentage,
        MaxHealthyPercentage = policy.MaxHealthyPercentage,
        InstanceWarmup = policy.InstanceWarmup,
        MaxAge = policy.MaxAge,
    };

    internal RotationPolicy Policy() => new()
    {
        Fleet = Fleet,
        Image = Image,
        Desired = Desired,
        MinHealthyPercentage = MinHealthyPercentage,
        MaxHealthyPercentage = MaxHealthyPercentage,
        InstanceWarmup = InstanceWarmup,
        MaxAge = MaxAge,
    };
}
