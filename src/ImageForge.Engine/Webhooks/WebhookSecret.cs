using System.Text;
using ImageForge.Core.Notices;

namespace ImageForge.Engine.Webhooks;

/// <summary>Reads the keys with which messages to a receiver are signed. Nothing of them is ever told.</summary>
internal static class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int KeyBytesMin = 24;
    private const int KeyBytesMax = 64;

    // While a key is changed the old one and the new one both sign.
    private const int KeysMax = 2;
    private const int TextBytesMax = 1024;
    private const UnixFileMode OthersRead = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <exception cref="ForgeException">It is not there, is readable by everybody, or holds no key
    /// (Environment).</exception>
    public static IReadOnlyList<byte[]> Read(SecretSource source)
    {
        var lines = TextOf(source).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length is 0 or > KeysMax)
        {
            throw Wrong(source, $"holds {lines.Length} lines");
        }

        return [.. lines.Select(line => KeyOf(line) ?? throw Wrong(source, "holds something else"))];
    }

    private static byte[]? KeyOf(string line)
    {
        var key = new byte[KeyBytesMax];
        return line.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(line[Prefix.Length..], key, out var length) && length >= KeyBytesMin
                ? key[..length]
                : null;
    }

    private static string TextOf(SecretSource source)
    {
        switch (source)
        {
            case SecretSource.File file:
                return TextOf(source, file.Path, isPrivate: true);
            case SecretSource.Variable variable:
                return Environment.GetEnvironmentVariable(variable.Name) ?? throw Missing(source);
            case SecretSource.Credential credential:
                const string Folder = "CREDENTIALS_DIRECTORY";
                return Environment.GetEnvironmentVariable(Folder) is { Length: > 0 } folder
                    ? TextOf(source, Path.Combine(folder, credential.Name), isPrivate: false)
                    : throw Missing(source);
            default:
                throw new System.Diagnostics.UnreachableException($"no case for {source.GetType().Name}");
        }
    }

    private static string TextOf(SecretSource source, string path, bool isPrivate)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (isPrivate && (File.GetUnixFileMode(file.SafeFileHandle) & OthersRead) != UnixFileMode.None)
            {
                throw new ForgeException(
                    ForgeError.Environment, $"{source} can be read by everybody on this machine",
                    $"chmod 0600 {path}, and make a new key: somebody may know this one");
            }

            var bytes = new byte[TextBytesMax];
            return Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, TextBytesMax, throwOnEndOfStream: false));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(
                ForgeError.Environment, $"{source} cannot be read: {exception.Message}",
                "it has to be there, and readable for the service", exception);
        }
    }

    private static ForgeException Missing(SecretSource source) => new(
        ForgeError.Environment, $"{source} is not there", "hand it to the service, in its unit for instance");

    private static ForgeException Wrong(SecretSource source, string what) => new(
        ForgeError.Environment, $"{source} {what}, and no key",
        $"one line, or two while a key is changed: {Prefix} and base64 of {KeyBytesMin} to {KeyBytesMax} bytes, as "
            + $"`echo {Prefix}$(openssl rand -base64 32)` writes it");
}
