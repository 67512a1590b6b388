using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ImageForge.Server.Api;

/// <summary>A package that shall be where it matters, fast: same gates, then the fleets.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record HotfixSubmission
{
    /// <summary>A binary or a source package; null: the CVE says which.</summary>
    public string? Package { get; init; }

    /// <summary>Of the package; null: the newest.</summary>
    public string? Version { get; init; }

    /// <summary>A vulnerability; feeds say which packages have it. Null: the package says what is meant.</summary>
    public string? Cve { get; init; }

    /// <summary>Only these images; null: every image with a stable version.</summary>
    public ImmutableArray<string>? Images { get; init; }

    /// <summary>Only these fleets are rotated; null: all that run what is changed.</summary>
    public ImmutableArray<string>? Fleets { get; init; }

    /// <summary>Use the package index and packages at hand, however old.</summary>
    public bool Offline { get; init; }

    /// <summary>Kept in the journal; one line of at most 500 characters.</summary>
    public required string Reason { get; init; }
}
