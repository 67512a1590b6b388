namespace ImageForge.Engine.Signing;

/// <summary>A key whose signatures are trusted.</summary>
/// <param name="Id">SHA-256 of the public key in DER, 64 hex characters.</param>
/// <param name="PublicKeyPath">Where its public half lies, in PEM.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="IsCurrent">True if it signs what is built now.</param>
public sealed record SigningKey(string Id, string PublicKeyPath, DateTimeOffset MadeAt, bool IsCurrent)
{
    internal const int ShortLength = 12;

    /// <summary>Enough of the id to tell the keys of one installation apart.</summary>
    public string Short => Id[..ShortLength];
}
