namespace ImageForge.Targets.Service;

/// <summary>Where the service's certificate and its key lie, both in PEM.</summary>
/// <param name="Certificate">Its own first, then those that vouch for it.</param>
/// <param name="Key">Not encrypted, and not for everybody to read.</param>
public sealed record TlsFiles(string Certificate, string Key);
