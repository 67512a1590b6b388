using System.Security.Cryptography;
using ImageForge.Core;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Journal;

/// <summary>
/// The key of this installation (ECDSA P-256), made on first use: <c>keys/installation.key</c> (0600), and beside it
/// <c>installation.pub</c> for whoever wants to check signatures without it.
/// </summary>
public sealed class InstallationKey(StateDirectory state) : IDisposable
{
    // Making the key takes milliseconds; a holder of the lock who needs longer has a stuck disk.
    private static readonly TimeSpan CreationTimeMax = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private ECDsa? _key;

    public string KeyPath => Path.Combine(state.Keys, "installation.key");
    public string PublicKeyPath => Path.Combine(state.Keys, "installation.pub");

    /// <summary>False before the first use, or when somebody removed the key.</summary>
    public bool Exists => File.Exists(KeyPath);

    /// <summary>
    /// Tells this installation from others: the beginning of SHA-256 of its public key in DER. Makes the key if there is
    /// none yet.
    /// </summary>
    /// <exception cref="ForgeException">The key cannot be made, or the file is not a key.</exception>
    public string InstallationId()
    {
        lock (_gate)
        {
            return Digest.OfBytes(Key().ExportSubjectPublicKeyInfo()).Short;
        }
    }

    /// <summary>Signs SHA-256 of the data; makes the key if there is none yet.</summary>
    /// <exception cref="ForgeException">The key cannot be made, or the file is not a key.</exception>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            return Key().SignData(data, HashAlgorithmName.SHA256);
        }
    }

    /// <summary>
    /// Whether this key made the signature over the data. Needs an existing key: a new one would refuse everything.
    /// </summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        lock (_gate)
        {
            return Key().VerifyData(data, signature, HashAlgorithmName.SHA256);
        }
    }

    /// <summary>What others check its signatures with, as base64; makes the key if there is none yet.</summary>
    /// <inheritdoc cref="Sign"/>
    public string PublicKey()
    {
        lock (_gate)
        {
            return Convert.ToBase64String(Key().ExportSubjectPublicKeyInfo());
        }
    }

    public void Dispose() => _key?.Dispose();

    private ECDsa Key()
    {
        if (_key is not null)
        {
            return _key;
        }

        try
        {
            return _key = Read() ?? Create();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(
                ForgeError.Environment, $"the installation key {KeyPath} cannot be used: {exception.Message}",
                "check the owner of the state directory and the space on its disk", exception);
        }
    }

    private ECDsa? Read() => KeyFile.TryRead(
        KeyPath, "a private key", "bring it back from a copy; without it signatures made so far cannot be checked");

    // Under a lock, because File.Move without overwrite looks first and renames then: two processes could both win.
    private ECDsa Create()
    {
        using var alone = LockFile.Take(Path.Combine(state.Locks, "installation-key.lock"), CreationTimeMax);
        if (Read() is { } made)
        {
            return made;
        }

        Directory.CreateDirectory(state.Keys, KeyFile.Private | UnixFileMode.UserExecute);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        // The public half first: once the key's name exists, creation is over and nobody comes back to finish it.
        KeyFile.Write(PublicKeyPath, key.ExportSubjectPublicKeyInfoPem(), KeyFile.Public);
        KeyFile.Write(KeyPath, key.ExportPkcs8PrivateKeyPem(), KeyFile.Private);
        return key;
    }
}
