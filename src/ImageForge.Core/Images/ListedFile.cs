namespace ImageForge.Core.Images;

/// <summary>A regular file of a disk, as a line of <c>files.sha256</c> says it.</summary>
/// <param name="Path">Absolute, with <c>\</c> and line breaks escaped.</param>
/// <param name="Content">SHA-256 of its bytes.</param>
/// <param name="Mode">Four octal digits.</param>
/// <param name="Owner">User and group as numbers: <c>0:42</c>.</param>
public sealed record ListedFile(string Path, Digest Content, string Mode, string Owner)
{
    private const int Fields = 5;

    /// <summary>Reads <c>SHA-256 mode uid gid /path</c>; null if the line is none.</summary>
    public static ListedFile? Parse(string line) =>
        line.Split(' ', Fields) is [var content, var mode, var user, var group, ['/', ..] path]
            && Digest.IsValid(content)
            ? new ListedFile(path, new Digest(content), mode, $"{user}:{group}")
            : null;
}
