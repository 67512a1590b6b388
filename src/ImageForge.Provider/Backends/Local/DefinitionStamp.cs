using ImageForge.Core;

namespace ImageForge.Provider.Backends.Local;

/// <summary>Names, sizes and times of all files of definitions: equal stamps, equal files.</summary>
/// <param name="Digest">Of all of them.</param>
internal sealed record DefinitionStamp(Digest Digest)
{
    // More are no definitions: somebody pointed at a home folder.
    private const int FilesMax = 50_000;

    private static readonly string[] Folders = ["images", "schedules"];

    public static DefinitionStamp Of(string definitions) => new(Digest.OfFields(
        Folders.Select(folder => new DirectoryInfo(Path.Combine(definitions, folder)))
            .Where(folder => folder.Exists)
            .SelectMany(folder => folder.EnumerateFiles("*", SearchOption.AllDirectories))
            .Take(FilesMax)
            .Select(file => $"{file.FullName}\0{file.Length}\0{file.LastWriteTimeUtc.Ticks}")
            .Order(StringComparer.Ordinal)));
}
