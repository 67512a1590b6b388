using System.Text;
using ImageForge.Core;

namespace ImageForge.Targets.Local.Builds;

/// <summary>The scripts of the local build, embedded so that an installed tool needs no files beside it.</summary>
internal static class BuildScripts
{
    private const string Prefix = "Builds/";

    private static readonly Dictionary<string, byte[]> Scripts = Load();

    /// <summary>Digest of all of them: they decide the bytes of a disk as much as any tool does.</summary>
    public static Digest Digest { get; } = Digest.OfFields(
        Scripts.OrderBy(script => script.Key, StringComparer.Ordinal).SelectMany(
            script => new[] { script.Key, Encoding.UTF8.GetString(script.Value) }));

    /// <summary>Text of one script.</summary>
    public static string Text(string name) => Encoding.UTF8.GetString(Scripts[name]);

    /// <summary>Writes all of them into a new folder.</summary>
    public static void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, bytes) in Scripts)
        {
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        }
    }

    private static Dictionary<string, byte[]> Load()
    {
        var assembly = typeof(BuildScripts).Assembly;
        var scripts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(
            name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            scripts[name[Prefix.Length..]] = bytes.ToArray();
        }

        return scripts;
    }
}
