namespace ImageForge.Cli.Output;

/// <summary>One trusted key.</summary>
/// <param name="Id">SHA-256 of the public key in DER.</param>
/// <param name="Signs">True if it signs what is built now.</param>
/// <param name="PublicKey">The file with its public half, in PEM.</param>
internal sealed record KeyAnswer(string Id, bool Signs, DateTimeOffset MadeAt, string PublicKey);
