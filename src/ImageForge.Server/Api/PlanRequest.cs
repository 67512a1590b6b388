using System.Text.Json.Serialization;

namespace ImageForge.Server.Api;

/// <summary>A rotation that is only thought of.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PlanRequest
{
    /// <summary>The image to move onto; null: what the schedule's channel names.</summary>
    public string? To { get; init; }
}
