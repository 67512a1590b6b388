using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>
/// A package archive of a third party. It stays configured in the image, and its key proves this archive only.
/// </summary>
public sealed record AptRepository
{
    // Above what is installed already: a pin says which version it is to be, also where that is an older one.
    private const int PinPriority = 1001;

    /// <summary>Names its files below <c>/etc/apt</c>.</summary>
    public required string Name { get; init; }

    public required string Uri { get; init; }

    /// <summary>One that ends in <c>/</c> is a flat archive, which has no components.</summary>
    public required string Suite { get; init; }

    public ImmutableArray<string> Components { get; init; } = [];

    /// <summary>Debian architectures; empty: the image's own.</summary>
    public ImmutableArray<string> Architectures { get; init; } = [];

    /// <summary>Digest of the file that holds the public key.</summary>
    public required Digest Key { get; init; }

    /// <summary>Where that file lies on this host; part of no digest.</summary>
    public required string KeyPath { get; init; }

    /// <summary>Whether the key is ASCII-armoured; apt tells the two by the ending of the name.</summary>
    public required bool IsArmoured { get; init; }

    public ImmutableArray<VersionPin> Pins { get; init; } = [];

    /// <summary>For messages: <c>acme (http://packages.acme.example stable)</c>.</summary>
    public string Description => $"{Name} ({Uri} {Suite})";

    public string KeyFileName => $"{Name}.{(IsArmoured ? "asc" : "gpg")}";

    /// <summary>Where the key lies in the image.</summary>
    public string KeyringPath => $"/etc/apt/keyrings/{KeyFileName}";

    /// <summary>Where the archive is configured in the image.</summary>
    public string SourcesPath => $"/etc/apt/sources.list.d/{Name}.sources";

    /// <summary>Where its pins lie in the image.</summary>
    public string PreferencesPath => $"/etc/apt/preferences.d/{Name}";

    /// <summary>The deb822 file that configures it.</summary>
    /// <param name="keyring">Path of the key, where apt will look for it.</param>
    public string SourcesText(string keyring) => string.Concat(
        "Types: deb\n", $"URIs: {Uri}\n", $"Suites: {Suite}\n",
        Components.IsEmpty ? "" : $"Components: {string.Join(' ', Components)}\n",
        Architectures.IsEmpty ? "" : $"Architectures: {string.Join(' ', Architectures)}\n",
        $"Signed-By: {keyring}\n");

    /// <summary>The pins, as apt's preferences have them; empty if there are none.</summary>
    public string PreferencesText() => string.Join('\n', Pins.Select(pin =>
        $"Package: {pin.Package}\nPin: version {pin.Version}\nPin-Priority: {PinPriority}\n"));
}
