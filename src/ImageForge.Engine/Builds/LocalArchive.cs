using System.Text;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Builds;

/// <summary>
/// A definition's local packages as a flat archive for apt, so that they and what they depend on are resolved together
/// with everything else.
/// </summary>
internal sealed class LocalArchive(string folder, IReadOnlyList<LocalPackage> debs)
{
    private const string Suite = "./";

    // What they are asked for as: exactly this version, even if an archive has a newer one.
    private string NamesPath => Path.Combine(folder, "names");

    /// <summary>The line of apt's list of sources.</summary>
    public string SourceLine => $"deb [trusted=yes] copy:{Uri.EscapeDataString(folder).Replace("%2F", "/")} {Suite}\n";

    /// <summary><c>name=version</c> of each package.</summary>
    public IReadOnlyList<string> Wanted() => debs.Count == 0 ? [] : File.ReadAllLines(NamesPath);

    /// <summary>Copies the files and writes the index.</summary>
    /// <exception cref="ForgeException">A file changed since the definition was read, or is no package.</exception>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var (index, names) = (new StringBuilder(), new StringBuilder());
        foreach (var deb in debs)
        {
            var copy = Path.Combine(folder, $"{deb.Sha256.Hex}.deb");
            File.Copy(deb.SourcePath, copy, overwrite: true);
            RequireUnchanged(deb, copy);
            var (text, fault) = await DebControl.ReadAsync(copy, cancellationToken);
            var control = text ?? throw NoPackage(deb, fault);
            index.Append(control).Append('\n')
                .Append(CultureFree($"Filename: ./{deb.Sha256.Hex}.deb\nSize: {new FileInfo(copy).Length}\n"))
                .Append(CultureFree($"SHA256: {deb.Sha256.Hex}\n\n"));
            names.Append(CultureFree($"{Field(deb, control, "Package")}={Field(deb, control, "Version")}\n"));
        }

        var digest = Digest.OfText($"{index}");
        StoredJson.WriteText(Path.Combine(folder, "Packages"), $"{index}");
        StoredJson.WriteText(
            Path.Combine(folder, "Release"),
            CultureFree($"SHA256:\n {digest.Hex} {Encoding.UTF8.GetByteCount($"{index}")} Packages\n"));
        StoredJson.WriteText(NamesPath, $"{names}");
    }

    private static string CultureFree(FormattableString text) => FormattableString.Invariant(text);

    private static void RequireUnchanged(LocalPackage deb, string copy)
    {
        if (FileDigest.Of(copy) != deb.Sha256)
        {
            throw new ForgeException(
                ForgeError.InvalidDefinition, $"{deb.Source} changed after the definition was read", "build again");
        }
    }

    private static string Field(LocalPackage deb, string control, string name) => control.Split('\n')
        .Where(line => line.StartsWith($"{name}: ", StringComparison.Ordinal))
        .Select(line => line[(name.Length + 2)..].Trim())
        .FirstOrDefault() ?? throw NoPackage(deb, $"it has no field {name}");

    private static ForgeException NoPackage(LocalPackage deb, string why) => new(
        ForgeError.InvalidDefinition, $"{deb.Source} is no Debian package: {why}",
        "ship the .deb as its maker built it");
}
