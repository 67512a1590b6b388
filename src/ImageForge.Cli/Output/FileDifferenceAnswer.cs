using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Cli.Output;

/// <summary>A file of the image that the file lists do not agree about.</summary>
/// <param name="Published">SHA-256, mode and owner in the image; null if it is not there.</param>
/// <param name="Rebuilt">The same, rebuilt.</param>
internal sealed record FileDifferenceAnswer(
    string Path, ImmutableArray<FileChange> Changes, string? Published, string? Rebuilt)
{
    public static FileDifferenceAnswer Of(FileDifference difference) => new(
        difference.Path, difference.Changes, Text(difference.Published), Text(difference.Rebuilt));

    private static string? Text(ListedFile? file) =>
        file is null ? null : $"{file.Content.Hex} {file.Mode} {file.Owner}";
}
