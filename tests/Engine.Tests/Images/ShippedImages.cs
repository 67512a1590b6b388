using System.Diagnostics;

namespace ImageForge.Engine.Tests.Images;

/// <summary>The definitions of this checkout, and a shell to try their scripts with.</summary>
internal static class ShippedImages
{
    public static string Root { get; } = FindRoot();

    public static string Folder => Path.Combine(Root, "images");

    public static (int ExitCode, string Errors) Parse(string shell, string script)
    {
        var start = new ProcessStartInfo(shell, "-n")
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{shell} did not start");
        process.StandardInput.Write(script);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ImageForge.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("ImageForge.sln is nowhere above the tests");
    }
}
