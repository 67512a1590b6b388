using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>The distribution an image starts from.</summary>
public sealed record BaseSystem
{
    /// <summary><c>debian</c>; the only distribution today.</summary>
    public required string Distribution { get; init; }

    /// <summary>Code name, such as <c>bookworm</c>.</summary>
    public required string Suite { get; init; }

    /// <summary>Debian architecture: <c>amd64</c> or <c>arm64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Which parts of the suite packages come from; always holds <see cref="Pocket.Release"/>.</summary>
    public ImmutableArray<Pocket> Pockets { get; init; } = [Pocket.Release, Pocket.Updates, Pocket.Security];

    /// <summary>
    /// Archive address that the definition names; null: the host's own where it runs the same distribution, else
    /// Debian's public one.
    /// </summary>
    public string? Mirror { get; init; }

    /// <summary>Like <see cref="Mirror"/>, for the security pocket.</summary>
    public string? SecurityMirror { get; init; }
}
