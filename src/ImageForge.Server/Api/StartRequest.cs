using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ImageForge.Server.Api;

/// <summary>A rotation that shall begin. What it may not do, such as pass the floor, cannot be asked for.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record StartRequest
{
    /// <summary>The image to move onto, such as <c>web@0123456789ab</c>; null: what the schedule's channel names.
    /// </summary>
    public string? To { get; init; }

    /// <summary>Kept in the journal; one line of at most 500 characters.</summary>
    public required string Reason { get; init; }

    /// <summary>Instances to replace although they run the image; at most 100.</summary>
    public ImmutableArray<string>? Instances { get; init; }

    /// <summary>Why slots may begin outside of the schedule's windows; null: they may not.</summary>
    public string? PassWindows { get; init; }
}
