using System.Text.Json.Serialization;

namespace ImageForge.Server.Api;

/// <summary>A word that needs a reason.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReasonRequest
{
    /// <summary>Kept in the journal; one line of at most 500 characters.</summary>
    public required string Reason { get; init; }
}
