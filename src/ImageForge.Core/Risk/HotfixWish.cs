namespace ImageForge.Core.Risk;

/// <summary>What a hotfix is for: one package, or one vulnerability.</summary>
/// <param name="Package">A binary or a source package; null where a vulnerability is named.</param>
/// <param name="Version">The version it shall have; null: the newest that the image's suite offers.</param>
/// <param name="Cve">A vulnerability's id; null where a package is named.</param>
public sealed record HotfixWish(string? Package, string? Version, string? Cve)
{
    public override string ToString() => Cve ?? (Version is null ? Package! : $"{Package}={Version}");
}
