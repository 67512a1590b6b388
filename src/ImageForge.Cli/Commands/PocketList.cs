using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Engine;

namespace ImageForge.Cli.Commands;

/// <summary>The text of <c>--pockets</c>.</summary>
internal static class PocketList
{
    /// <summary>Null for no text: the definition decides.</summary>
    /// <exception cref="ForgeException">A word is no pocket, or the release is missing.</exception>
    public static ImmutableArray<Pocket>? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var pockets = text.Split(',').Select(Of).Distinct().Order().ToImmutableArray();
        return pockets.Contains(Pocket.Release)
            ? pockets
            : throw new ForgeException(
                ForgeError.Usage, "--pockets lacks release", "every image starts from it: --pockets release,security");
    }

    private static Pocket Of(string word) => word.Trim() switch
    {
        "release" => Pocket.Release,
        "updates" => Pocket.Updates,
        "security" => Pocket.Security,
        _ => throw new ForgeException(
            ForgeError.Usage, $"--pockets knows release, updates and security, not '{word}'",
            "separate them by commas"),
    };
}
