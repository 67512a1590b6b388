using System.Text.Json.Serialization;

namespace ImageForge.Server.Api;

/// <summary>A version that somebody needs.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PinRequest
{
    /// <summary>Who needs it; null: who asks.</summary>
    public string? Holder { get; init; }

    /// <summary>When the pin ends by itself; null: when it is taken away.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Kept in the journal, and signed; one line of at most 500 characters.</summary>
    public required string Reason { get; init; }
}
