using System.Text.Json.Serialization;
using ImageForge.Core.Images.Lifecycle;

namespace ImageForge.Server.Api;

/// <summary>A version on which nothing is launched any more.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RevokeRequest
{
    /// <summary>Vulnerable: its instances are replaced. Compromised: they are quarantined and replaced.</summary>
    public required RevocationKind As { get; init; }

    /// <summary>Kept in the journal, and signed; one line of at most 500 characters.</summary>
    public required string Reason { get; init; }
}
