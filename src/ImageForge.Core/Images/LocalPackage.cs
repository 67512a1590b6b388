namespace ImageForge.Core.Images;

/// <summary>A <c>.deb</c> that the definition brings itself.</summary>
/// <param name="Source">As people write it, the image first: <c>shop/debs/agent.deb</c>.</param>
/// <param name="Sha256">Digest of the file; checked when the definition was read, and again when it is taken.</param>
/// <param name="SourcePath">Where it lies on this host; part of no digest.</param>
public sealed record LocalPackage(string Source, Digest Sha256, string SourcePath);
