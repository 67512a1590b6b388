namespace ImageForge.Browser.Tests;

/// <summary>Where pictures of pages are kept: beside the other output of the tests.</summary>
internal static class Pictures
{
    public static string Folder { get; } = Make();

    private static string Make()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ImageForge.sln")))
            {
                return Directory.CreateDirectory(
                    Path.Combine(folder.FullName, "artifacts", "test-results", "pictures")).FullName;
            }
        }

        throw new InvalidOperationException("ImageForge.sln is nowhere above the tests");
    }
}
