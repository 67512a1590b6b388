using ImageForge.Engine;

namespace ImageForge.Targets;

/// <summary>The HTTP desk's program, which the other desks start and never load.</summary>
internal static class ServerExecutable
{
    private const string Name = "imageforge-server";
    private const string Override = "IMAGEFORGE_SERVER";

    /// <summary>Beside us when installed; in the sibling project's output when run from a checkout.</summary>
    /// <exception cref="ForgeException">It is not found (Environment).</exception>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable(Override) is { Length: > 0 } configured)
        {
            return File.Exists(configured)
                ? Path.GetFullPath(configured)
                : throw new ForgeException(
                    ForgeError.Environment, $"{Override} names {configured}, which does not exist",
                    "correct or unset it");
        }

        var ours = new DirectoryInfo(AppContext.BaseDirectory);
        var candidates = new[]
        {
            Path.Combine(ours.FullName, Name),
            Path.GetFullPath(Path.Combine(ours.FullName, "..", "..", "ImageForge.Server", ours.Name, Name)),
        };
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new ForgeException(
                ForgeError.Environment, $"{Name} is not found at {string.Join(" or ", candidates)}",
                $"build src/ImageForge.Server, or set {Override} to the executable");
    }
}
