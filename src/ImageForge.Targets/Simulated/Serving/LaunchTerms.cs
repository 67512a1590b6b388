using System.Text.Json.Serialization;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>What a launch and a reimage say beside the instance.</summary>
/// <param name="Replaces">Of a launch: whom it stands in for; null if it only adds capacity.</param>
/// <param name="Zone">Of a launch; null for a reimage.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LaunchTerms(
    ArtifactId Image, int Slot, int Attempt, string Token, InstanceId? Replaces, string? Zone);
