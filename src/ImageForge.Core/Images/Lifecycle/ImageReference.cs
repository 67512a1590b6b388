namespace ImageForge.Core.Images.Lifecycle;

/// <summary>Something that needs a built version.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Holder">Its name, such as an instance or a file.</param>
/// <param name="WayOut">What would have to happen for it not to refer any more.</param>
public sealed record ImageReference(ImageReferenceKind Kind, string Holder, string WayOut);
