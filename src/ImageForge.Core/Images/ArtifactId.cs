
namespace ImageForge.Core.Images;

/// <summary>
/// One built version of an image: its name and the digest of its build plan. Written <c>web@0123456789ab</c>.
/// </summary>
public readonly record struct ArtifactId(ImageName Image, Digest PlanDigest)
{
    public override string ToString() => $"{Image}@{PlanDigest.Short}";
}
