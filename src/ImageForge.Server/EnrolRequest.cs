using System.Text.Json.Serialization;

namespace ImageForge.Server;

/// <summary>What an instance sends once, with its one-time token as bearer.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EnrolRequest
{
    public required string Instance { get; init; }

    /// <summary>Chosen by the instance, 32 to 256 characters; its bearer from now on.</summary>
    public required string Secret { get; init; }
}
