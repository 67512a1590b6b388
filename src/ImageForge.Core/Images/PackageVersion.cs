namespace ImageForge.Core.Images;

/// <summary>One resolved Debian package, exact to the byte.</summary>
/// <param name="Source">Name of the source package it is built from; CVEs are tracked by it.</param>
/// <param name="Sha256">Digest of the .deb file.</param>
/// <param name="Size">Bytes of the .deb file.</param>
/// <param name="Uri">Where it was offered; provenance, not identity.</param>
public sealed record PackageVersion(
    string Name, string Version, string Architecture, string Source, Digest Sha256, long Size, string Uri)
{
    /// <summary>
    /// Version of the source package: another one where only the binary was built again (<c>+b1</c>), or where the
    /// source counts by itself.
    /// </summary>
    public string SourceVersion
    {
        get;
        // Manifests of before this was kept have none.
        init => field = value ?? Version;
    } = Version;

    /// <summary>
    /// Who offered it where that is not the distribution: <c>repository acme</c>, <c>file shop/debs/agent.deb</c>;
    /// else null. Provenance, not identity.
    /// </summary>
    public string? Origin { get; init; }
}
