using System.Security.Cryptography;
using System.Text;

namespace ImageForge.Engine.Store;

/// <summary>An ECDSA key in a PEM file of its own, private or public.</summary>
internal static class KeyFile
{
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode Public = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <returns>Null if there is no such file; whoever gets a key disposes it.</returns>
    /// <param name="what">Names what it should be, for people: <c>a private key</c>.</param>
    /// <param name="wayOut">What to do if it is none.</param>
    /// <exception cref="ForgeException">It is there and is no key (Integrity).</exception>
    public static ECDsa? TryRead(string path, string what, string wayOut)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(text);
            return key;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new ForgeException(
                ForgeError.Integrity, $"{path} is not {what}: {exception.Message}", wayOut, exception);
        }
    }

    /// <summary>
    /// Writes text that is there whole or not at all, and never readable for more than <paramref name="mode"/> says.
    /// One process a path at a time.
    /// </summary>
    public static void Write(string path, string text, UnixFileMode mode)
    {
        var half = path + ".half";
        File.Delete(half);
        using (var file = new FileStream(
            half,
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
        {
            file.Write(Encoding.ASCII.GetBytes(text + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(half, path, overwrite: true);
    }
}
