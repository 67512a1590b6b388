using ImageForge.Core;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Builds;

/// <summary>
/// Where a build works, by its plan digest: nothing needs to be remembered to find it again after a crash.
/// </summary>
internal static class BuildPlace
{
    private const string Prefix = "build-";

    public static string LockPath(StateDirectory state, Digest plan) => Path.Combine(state.Locks, Prefix + plan.Hex);

    /// <summary>Where the artifact is made until it is published.</summary>
    public static string FolderOf(StateDirectory state, Digest plan) =>
        Path.Combine(state.Temporary, Prefix + plan.Hex);

    /// <summary>The folders of builds that nobody runs any more.</summary>
    public static IEnumerable<(Digest Plan, string Folder)> Dead(StateDirectory state)
    {
        foreach (var folder in Directory.EnumerateDirectories(state.Temporary, Prefix + "*"))
        {
            var hex = Path.GetFileName(folder)[Prefix.Length..];
            if (Digest.IsValid(hex))
            {
                using var held = LockFile.TryTake(LockPath(state, new Digest(hex)));
                if (held is not null)
                {
                    yield return (new Digest(hex), folder);
                }
            }
        }
    }

    /// <summary>Plans that a build, or another examination, is at work on now.</summary>
    public static IEnumerable<Digest> AtWork(StateDirectory state)
    {
        foreach (var path in Directory.EnumerateFiles(state.Locks, Prefix + "*"))
        {
            var hex = Path.GetFileName(path)[Prefix.Length..];
            if (Digest.IsValid(hex))
            {
                using var held = LockFile.TryTake(path);
                if (held is null)
                {
                    yield return new Digest(hex);
                }
            }
        }
    }

    /// <summary>Clears what killed builds of other plans left.</summary>
    public static void ClearDead(StateDirectory state)
    {
        foreach (var (_, folder) in Dead(state))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
