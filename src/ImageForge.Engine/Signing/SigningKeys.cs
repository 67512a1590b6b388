using System.Security.Cryptography;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Signing;

/// <summary>
/// The keys that sign images (ECDSA P-256), in <c>keys/signing/</c>: <c>&lt;id&gt;.pub</c> of every trusted key, and
/// <c>&lt;id&gt;.key</c> (0600) of the one that signs now. An id is the SHA-256 of the public key in DER.
/// </summary>
/// <remarks>
/// Not the key of the journal: this one may be replaced, and its public half is handed to others.
/// </remarks>
public sealed class SigningKeys(StateDirectory state)
{
    private const string PrivateExtension = ".key";
    private const string PublicExtension = ".pub";
    private const string CurrentName = "current";

    // Making a key takes milliseconds; a holder of the lock who needs longer has a stuck disk.
    private static readonly TimeSpan ChangeTimeMax = TimeSpan.FromSeconds(10);

    private string Folder => Path.Combine(state.Keys, "signing");
    private string CurrentPath => Path.Combine(Folder, CurrentName);

    /// <summary>
    /// Every trusted key: the one that signs, then the others from the newest on; empty before the first use.
    /// </summary>
    public IReadOnlyList<SigningKey> List()
    {
        if (!Directory.Exists(Folder))
        {
            return [];
        }

        var current = CurrentId();
        return
        [
            .. Directory.EnumerateFiles(Folder, "*" + PublicExtension)
                .Select(path => new SigningKey(
                    Path.GetFileNameWithoutExtension(path), path, MadeAt(path),
                    Path.GetFileNameWithoutExtension(path) == current))
                .OrderByDescending(key => key.IsCurrent).ThenByDescending(key => key.MadeAt)
                .ThenBy(key => key.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>Makes the first key.</summary>
    /// <exception cref="ForgeException">There is one already (Usage), or it cannot be written.</exception>
    public SigningKey Create() => Changing(() => CurrentId() is { } id
        ? throw new ForgeException(
            ForgeError.Usage, $"images are signed already, by key {id[..SigningKey.ShortLength]}",
            "`imageforge key rotate` replaces it")
        : Make());

    /// <summary>
    /// Makes a key that signs from now on. The one before signs nothing more: its private half is removed. What it
    /// signed stays trusted, unless it is distrusted.
    /// </summary>
    /// <param name="distrust">True if its private half may be in other hands: then nothing that it signed is launched
    /// until it is built again.</param>
    /// <exception cref="ForgeException">There is none yet (NotFound), or it cannot be written.</exception>
    public SigningKey Rotate(bool distrust) => Changing(() =>
    {
        var before = CurrentId() ?? throw new ForgeException(
            ForgeError.NotFound, "there is no key to replace", "`imageforge key create` makes the first one");

        // First: cut short, the same command again must not distrust the new key in place of the old one.
        if (distrust)
        {
            File.Delete(PathOf(before, PublicExtension));
        }

        var made = Make();

        // All of them, half written ones too: an earlier rotation may have been cut short.
        foreach (var path in Directory.EnumerateFiles(Folder, $"*{PrivateExtension}*")
            .Where(path => Path.GetFileNameWithoutExtension(path) != made.Id).ToList())
        {
            File.Delete(path);
        }

        return made;
    });

    /// <summary>
    /// Ends the trust in a key that signs no more: nothing that it signed is launched until it is built again.
    /// </summary>
    /// <param name="beginning">Of its id; one key only may begin so.</param>
    /// <exception cref="ForgeException">There is no such key, or several (NotFound); or it is the one that signs
    /// (Usage).</exception>
    public SigningKey Distrust(string beginning) => Changing(() =>
    {
        var matching = List().Where(key => key.Id.StartsWith(beginning, StringComparison.Ordinal)).ToList();
        if (matching is not [var key])
        {
            throw new ForgeException(
                ForgeError.NotFound,
                matching.Count == 0 ? $"no trusted key begins with {beginning}"
                    : $"{matching.Count} trusted keys begin with {beginning}",
                "`imageforge key list` shows them");
        }

        if (key.IsCurrent)
        {
            throw new ForgeException(
                ForgeError.Usage, $"key {key.Short} signs what is built now",
                "`imageforge key rotate --distrust` replaces it and ends the trust in it");
        }

        File.Delete(key.PublicKeyPath);
        return key;
    });

    /// <summary>The key that signs now; the first one is made if there is none.</summary>
    /// <exception cref="ForgeException">It cannot be made.</exception>
    internal SigningKey CurrentOrNew() => CurrentId() is { } known
        ? Known(known)
        : Changing(() => CurrentId() is { } other ? Known(other) : Make());

    /// <summary>Signs SHA-256 of the data.</summary>
    /// <returns>An ECDSA signature in DER, as openssl takes it.</returns>
    /// <exception cref="ForgeException">The key cannot be read, or is damaged.</exception>
    internal byte[] Sign(SigningKey by, ReadOnlySpan<byte> data)
    {
        var path = PathOf(by.Id, PrivateExtension);
        using var key = Read(path) ?? throw new ForgeException(
            ForgeError.Integrity, $"{path}, the key that signs images, is not there any more",
            "bring it back from a copy, or make another: `imageforge key rotate`");
        return key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Whether a trusted key of that id made the signature.</summary>
    internal bool Verify(string keyId, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        // The id is from outside: it names no file but a key's.
        using var key = Core.Digest.IsValid(keyId) ? Read(PathOf(keyId, PublicExtension)) : null;
        return key is not null && IdOf(key) == keyId
            && key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>True if a key of that id is trusted.</summary>
    internal bool IsTrusted(string keyId) => List().Any(key => key.Id == keyId);

    private T Changing<T>(Func<T> change)
    {
        try
        {
            using var alone = LockFile.Take(Path.Combine(state.Locks, "signing-keys.lock"), ChangeTimeMax);
            Directory.CreateDirectory(Folder, KeyFile.Private | UnixFileMode.UserExecute);
            return change();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(
                ForgeError.Environment, $"the signing keys in {Folder} cannot be used: {exception.Message}",
                "check the owner of the state directory and the space on its disk", exception);
        }
    }

    // Private half first, the word that it signs last: cut short, the key before goes on signing.
    private SigningKey Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = IdOf(key);
        KeyFile.Write(PathOf(id, PrivateExtension), key.ExportPkcs8PrivateKeyPem(), KeyFile.Private);
        KeyFile.Write(PathOf(id, PublicExtension), key.ExportSubjectPublicKeyInfoPem(), KeyFile.Public);
        KeyFile.Write(CurrentPath, id, KeyFile.Public);
        return Known(id);
    }

    private SigningKey Known(string id) =>
        new(id, PathOf(id, PublicExtension), MadeAt(PathOf(id, PublicExtension)), IsCurrent: true);

    private static DateTimeOffset MadeAt(string path) => new(File.GetLastWriteTimeUtc(path));

    private string? CurrentId()
    {
        try
        {
            return File.ReadAllText(CurrentPath).Trim() is var id && Core.Digest.IsValid(id)
                ? id
                : throw new ForgeException(
                    ForgeError.Integrity, $"{CurrentPath} names no key",
                    "remove it: the next `imageforge key create` makes a key and names it there");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static ECDsa? Read(string path) => KeyFile.TryRead(
        path, "a key", "bring it back from a copy, or make another: `imageforge key rotate`");

    internal static string IdOf(ECDsa key) => Core.Digest.OfBytes(key.ExportSubjectPublicKeyInfo()).Hex;

    private string PathOf(string id, string extension) => Path.Combine(Folder, id + extension);
}
