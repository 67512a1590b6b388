using System.Text.Json.Serialization;

namespace ImageForge.Server.Api;

/// <summary>A version that goes with the Pulumi resource that has it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RemoveRequest
{
    /// <summary>Whose pin goes with it.</summary>
    public required string Holder { get; init; }

    /// <summary>Kept in the journal, and signed; one line of at most 500 characters.</summary>
    public required string Reason { get; init; }
}
