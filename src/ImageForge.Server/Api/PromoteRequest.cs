using System.Text.Json.Serialization;
using ImageForge.Core.Images.Lifecycle;

namespace ImageForge.Server.Api;

/// <summary>A version that shall be released.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PromoteRequest
{
    /// <summary>Which name moves to it.</summary>
    public ImageChannel Channel { get; init; } = ImageChannel.Stable;

    /// <summary>Kept in the journal, and signed; one line of at most 500 characters.</summary>
    public required string Reason { get; init; }
}
