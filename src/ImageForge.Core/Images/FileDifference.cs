using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>A file that two file lists do not agree about.</summary>
/// <param name="Path">Absolute path inside the image.</param>
/// <param name="Changes">At least one; <see cref="FileChange.Missing"/> and <see cref="FileChange.Extra"/> stand
/// alone.</param>
/// <param name="Published">As the artifact has it; null where that has no such file.</param>
/// <param name="Rebuilt">As the rebuilt disk has it; null where that has no such file.</param>
public sealed record FileDifference(
    string Path, ImmutableArray<FileChange> Changes, ListedFile? Published, ListedFile? Rebuilt)
{
    /// <summary>Compares two file lists; order and line ends do not matter.</summary>
    /// <returns>Sorted by path; empty if the lists say the same.</returns>
    /// <exception cref="FormatException">A line is no entry of such a list; quotes it.</exception>
    public static ImmutableArray<FileDifference> Between(IEnumerable<string> published, IEnumerable<string> rebuilt)
    {
        var (before, after) = (ByPath(published), ByPath(rebuilt));
        return
        [
            .. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
                .Select(path => Of(path, before.GetValueOrDefault(path), after.GetValueOrDefault(path)))
                .Where(difference => !difference.Changes.IsEmpty),
        ];
    }

    private static FileDifference Of(string path, ListedFile? published, ListedFile? rebuilt)
    {
        FileChange[] changes = (published, rebuilt) switch
        {
            (null, _) => [FileChange.Extra],
            (_, null) => [FileChange.Missing],
            _ =>
            [
                .. published.Content != rebuilt.Content ? [FileChange.Content] : (FileChange[])[],
                .. published.Mode != rebuilt.Mode ? [FileChange.Mode] : (FileChange[])[],
                .. published.Owner != rebuilt.Owner ? [FileChange.Owner] : (FileChange[])[],
            ],
        };
        return new FileDifference(path, [.. changes], published, rebuilt);
    }

    private static Dictionary<string, ListedFile> ByPath(IEnumerable<string> lines)
    {
        var files = new Dictionary<string, ListedFile>(StringComparer.Ordinal);
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            var file = ListedFile.Parse(line)
                ?? throw new FormatException($"'{line}' is not 'SHA-256 mode uid gid /path'");
            files[file.Path] = file;
        }

        return files;
    }
}
