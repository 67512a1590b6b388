using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>
/// An account that the image shall have. Accounts never have a password: it could only be a baked one.
/// </summary>
public sealed record UserAccount
{
    public required string Name { get; init; }

    /// <summary>A system account: no aging, low id, no home unless one is given.</summary>
    public bool System { get; init; } = true;

    public string? Home { get; init; }
    public string Shell { get; init; } = "/usr/sbin/nologin";
    public ImmutableArray<string> Groups { get; init; } = [];
}
