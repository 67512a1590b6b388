namespace ImageForge.Provider.Tests;

/// <summary>This checkout, and what was built of it.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    /// <summary>The plugin: the published one where tests are run as people have it, else this build's.</summary>
    public static string Plugin => Environment.GetEnvironmentVariable("IMAGEFORGE_PLUGIN") is { Length: > 0 } named
        ? named
        : Path.Combine(Root, "artifacts", "bin", "ImageForge.Provider", "release", "pulumi-resource-imageforge");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ImageForge.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("these tests run within a checkout");
    }
}
