namespace ImageForge.Core.Images;

/// <summary>
/// Where an artifact stands. Until promotion and signatures exist, gates passed means <see cref="Released"/>.
/// </summary>
public enum ImageState
{
    Candidate,
    Refused,
    Validated,
    Released,
    Deprecated,
    Revoked,
}
