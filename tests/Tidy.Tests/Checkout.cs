using System.ComponentModel;
using System.Diagnostics;

namespace ImageForge.Tidy.Tests;

/// <summary>The files of this checkout, as a reader finds them.</summary>
internal static class Checkout
{
    // What a shell says of a command that is not there.
    private const int NotInstalled = 127;

    public static string Root { get; } = FindRoot();

    /// <summary>
    /// Every tracked or new file, relative to <see cref="Root"/>, build output and ignored files left out.
    /// </summary>
    public static IReadOnlyList<string> Files { get; } = List();

    public static IEnumerable<string> With(string extension) =>
        Files.Where(file => file.EndsWith(extension, StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static (int ExitCode, string Output) Run(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Start(start);
        if (process is null)
        {
            return (NotInstalled, $"{tool} is not installed");
        }

        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    private static Process? Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
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

    private static List<string> List()
    {
        var (exitCode, output) = Run("git", "ls-files", "--cached", "--others", "--exclude-standard");
        var files = exitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Root, file));
        return
        [
            .. files
                .Where(file =>
                    !file.StartsWith("artifacts/", StringComparison.Ordinal) && !file.StartsWith('.')
                        || file.StartsWith(".ci/", StringComparison.Ordinal))
                .Where(file => File.Exists(Path.Combine(Root, file)))
                .Order(StringComparer.Ordinal),
        ];
    }
}
