using System.Collections.Immutable;

namespace ImageForge.Core.Images.Secrets;

/// <summary>
/// Every kind of secret that is looked for, in definitions and on disks. What only judgement can tell from prose
/// (<c>password: swordfish</c>) is looked for in definitions alone.
/// </summary>
public static partial class SecretCatalogue
{
    /// <summary>Letters and digits of base64.</summary>
    private const string Base64 = "[A-Za-z0-9+/]";

    /// <summary>Letters and digits of the base64 that URLs use.</summary>
    private const string UrlBase64 = "[A-Za-z0-9_-]";

    /// <summary>All kinds; ids are unique.</summary>
    public static ImmutableArray<SecretKind> All { get; } = [.. Keys, .. Clouds, .. Tokens, .. Passwords];

    /// <summary>Changes when anything else would be found: images are then examined again.</summary>
    public static Digest Digest { get; } = Digest.OfFields(All.SelectMany(kind => (string[])[
        kind.Id, kind.Pattern, $"{kind.Before} {kind.After} {kind.AnyCase} {kind.IsNear}", .. kind.Anchors]));
}
