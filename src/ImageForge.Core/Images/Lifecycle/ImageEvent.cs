using System.Globalization;
using System.Text.Json.Serialization;

namespace ImageForge.Core.Images.Lifecycle;

/// <summary>
/// What the journal keeps of the built versions of an image, in the chain <c>image/&lt;name&gt;</c>: what became of
/// each after its gates. A change may add fields with a default but never rename one.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Promoted), "image-promoted")]
[JsonDerivedType(typeof(Deprecated), "image-deprecated")]
[JsonDerivedType(typeof(Revoked), "image-revoked")]
[JsonDerivedType(typeof(Pinned), "image-pinned")]
[JsonDerivedType(typeof(Unpinned), "image-unpinned")]
[JsonDerivedType(typeof(Deleted), "image-deleted")]
[JsonDerivedType(typeof(Kept), "image-kept")]
[JsonDerivedType(typeof(BuiltAgain), "image-built-again")]
public abstract record ImageEvent(ArtifactId Image, ImageDecision Decision)
{
    /// <summary>What was decided, in one word and its object.</summary>
    [JsonIgnore]
    public abstract string Act { get; }

    /// <summary>
    /// What its key signs: everything that was decided, a line each. No part of it holds a line break.
    /// </summary>
    public string Statement() => string.Join('\n', [
        "imageforge image decision 1", Act, $"{Image.Image}@{Image.PlanDigest.Hex}", Decision.By, Decision.Reason,
        Decision.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), ""]);

    /// <summary>It is released, and the channel names it from now on.</summary>
    /// <param name="BuiltAt">When it was built: says later that it was there, when it is not any more.</param>
    public sealed record Promoted(
        ArtifactId Image, DateTimeOffset BuiltAt, ImageChannel Channel, ImageDecision Decision)
        : ImageEvent(Image, Decision)
    {
        public override string Act => $"promote to {Channel.ToString().ToLowerInvariant()}";
    }

    /// <summary>No new rotation goes to it; what runs on it runs on.</summary>
    public sealed record Deprecated(ArtifactId Image, ImageDecision Decision) : ImageEvent(Image, Decision)
    {
        public override string Act => "deprecate";
    }

    /// <summary>Nothing is launched on it any more, and what runs on it should go. Never taken back.</summary>
    public sealed record Revoked(ArtifactId Image, RevocationKind As, ImageDecision Decision)
        : ImageEvent(Image, Decision)
    {
        public override string Act => $"revoke as {As.ToString().ToLowerInvariant()}";
    }

    /// <summary>It is kept for somebody.</summary>
    /// <param name="Holder">Who needs it: a person, or a resource such as <c>urn:pulumi:…</c>.</param>
    /// <param name="Until">When the pin ends by itself; null: when it is taken away.</param>
    public sealed record Pinned(ArtifactId Image, string Holder, DateTimeOffset? Until, ImageDecision Decision)
        : ImageEvent(Image, Decision)
    {
        public override string Act => Until is { } end
            ? $"pin for {Holder} until {end.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}"
            : $"pin for {Holder}";
    }

    public sealed record Unpinned(ArtifactId Image, string Holder, ImageDecision Decision)
        : ImageEvent(Image, Decision)
    {
        public override string Act => $"unpin for {Holder}";
    }

    /// <summary>Its files are removed; said before they are, so that nothing begins to use them meanwhile.</summary>
    public sealed record Deleted(ArtifactId Image, ImageDecision Decision) : ImageEvent(Image, Decision)
    {
        public override string Act => "delete";
    }

    /// <summary>The deletion is taken back: something began to use it while it was decided.</summary>
    public sealed record Kept(ArtifactId Image, ImageDecision Decision) : ImageEvent(Image, Decision)
    {
        public override string Act => "keep";
    }

    /// <summary>It is built again after it was deleted: its gates speak anew, and only a revocation stays.</summary>
    public sealed record BuiltAgain(ArtifactId Image, ImageDecision Decision) : ImageEvent(Image, Decision)
    {
        public override string Act => "build again";
    }
}
