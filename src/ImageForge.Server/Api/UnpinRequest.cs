using System.Text.Json.Serialization;

namespace ImageForge.Server.Api;

/// <summary>A version that somebody needs no longer.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record UnpinRequest
{
    /// <summary>For whom it was kept; null: who asks.</summary>
    public string? Holder { get; init; }

    /// <summary>Kept in the journal, and signed; one line of at most 500 characters.</summary>
    public required string Reason { get; init; }
}
