using System.Diagnostics;
using ImageForge.Core.Images;

namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// The <c>sources.list</c> of an image: Debian's public archive, whichever mirror built it, so that every host
/// bakes the same bytes.
/// </summary>
internal static class AptSources
{
    public static string Of(BaseSystem baseSystem) => string.Concat(
        baseSystem.Pockets.Distinct().Order().Select(pocket => pocket switch
    {
        Pocket.Release => $"deb http://deb.debian.org/debian {baseSystem.Suite} main\n",
        Pocket.Updates => $"deb http://deb.debian.org/debian {baseSystem.Suite}-updates main\n",
        Pocket.Security => $"deb http://deb.debian.org/debian-security {baseSystem.Suite}-security main\n",
        _ => throw new UnreachableException($"no case for {pocket}"),
    }));
}
