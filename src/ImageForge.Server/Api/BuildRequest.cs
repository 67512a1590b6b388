using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ImageForge.Core.Images;

namespace ImageForge.Server.Api;

/// <summary>An image that shall be built.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BuildRequest
{
    /// <summary>A folder under images/.</summary>
    public required string Image { get; init; }

    /// <summary>Use the package index and packages at hand, however old.</summary>
    public bool Offline { get; init; }

    /// <summary>Parts of the suite to take packages from, in place of the definition's; null: those.</summary>
    public ImmutableArray<Pocket>? Pockets { get; init; }
}
