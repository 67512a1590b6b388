using ImageForge.Engine;

namespace ImageForge.Cli.Pulumi;

/// <summary>The Pulumi desk's program, which this desk copies and runs and never loads.</summary>
internal static class PluginExecutable
{
    public const string Name = "pulumi-resource-imageforge";
    private const string Override = "IMAGEFORGE_PLUGIN";

    /// <summary>Where the launcher puts it; in the sibling project's output when run from there.</summary>
    /// <exception cref="ForgeException">It is not found (Environment).</exception>
    public static string Find()
    {
        var ours = new DirectoryInfo(AppContext.BaseDirectory);
        var candidates = Environment.GetEnvironmentVariable(Override) is { Length: > 0 } configured
            ? [Path.GetFullPath(configured)]
            : new[]
            {
                Path.GetFullPath(Path.Combine(ours.FullName, "..", "provider", Name)),
                Path.GetFullPath(Path.Combine(ours.FullName, "..", "..", "ImageForge.Provider", ours.Name, Name)),
            };
        return candidates.FirstOrDefault(File.Exists) ?? throw new ForgeException(
            ForgeError.Environment, $"{Name} is not found at {string.Join(" or ", candidates)}",
            $"run this verb through ./imageforge, which builds it; or set {Override} to the executable");
    }
}
