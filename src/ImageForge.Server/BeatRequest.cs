using System.Text.Json.Serialization;

namespace ImageForge.Server;

/// <summary>What an instance sends every five seconds, with its secret as bearer.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BeatRequest
{
    public required string Instance { get; init; }

    /// <summary>The artifact as baked into the image: <c>web@0123456789ab</c>.</summary>
    public required string Image { get; init; }

    /// <summary>At most 32, by sensor id.</summary>
    public required Dictionary<string, BeatSensor> Sensors { get; init; }
}
