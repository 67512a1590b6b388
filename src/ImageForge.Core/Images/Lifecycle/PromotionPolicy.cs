using System.Collections.Immutable;

namespace ImageForge.Core.Images.Lifecycle;

/// <summary>How an image that passed its gates comes to be released: <c>promotion</c> in its file.</summary>
public sealed record PromotionPolicy
{
    /// <summary>The channel that every build which passes its gates is promoted to; null: a person promotes.</summary>
    public ImageChannel? Automatic { get; init; } = ImageChannel.Stable;

    /// <summary>
    /// Ids of the signing keys of which one must sign what a person decides of the image: promotion, deprecation,
    /// revocation and deletion. Empty: whatever key signs in this installation.
    /// </summary>
    public ImmutableArray<string> Approvers { get; init; } = [];
}
