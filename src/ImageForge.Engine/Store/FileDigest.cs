using System.Security.Cryptography;
using ImageForge.Core;

namespace ImageForge.Engine.Store;

/// <summary>SHA-256 of a file's content, read once from beginning to end and never held whole.</summary>
public static class FileDigest
{
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    public static Digest Of(string path)
    {
        using var file = File.OpenRead(path);
        return new Digest(Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    /// <summary>Null if there is no such file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Digest? TryOf(string path) => File.Exists(path) ? Of(path) : null;
}
