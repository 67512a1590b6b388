namespace ImageForge.Core.Images;

/// <summary>A secret on a disk. It never holds the secret itself.</summary>
/// <param name="Kind">Id of a kind of <see cref="Secrets.SecretCatalogue"/>.</param>
/// <param name="Holder">
/// The file that the bytes belong to, as an absolute path, or what else they lie in: <c>freed block 4711</c>.
/// </param>
/// <param name="Offset">Bytes from the beginning of the disk.</param>
/// <param name="Shown">Its first characters and its length.</param>
/// <param name="Package">The archive's package that the file came out of, unchanged; null if there is none.</param>
public sealed record FoundSecret(string Kind, string Holder, long Offset, string Shown, string? Package);
