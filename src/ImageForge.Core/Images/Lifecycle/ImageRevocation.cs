namespace ImageForge.Core.Images.Lifecycle;

/// <summary>That nothing is launched on an image any more, and that what runs on it should go.</summary>
public sealed record ImageRevocation(RevocationKind As, string Reason);
