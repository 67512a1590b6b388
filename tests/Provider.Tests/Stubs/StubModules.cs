using System.Diagnostics;
using System.Security.Cryptography;

namespace ImageForge.Provider.Tests.Stubs;

/// <summary>
/// Pulumi's published stubs and Node SDK, installed by npm once for each lock file, for every test here.
/// </summary>
internal static class StubModules
{
    private static readonly TimeSpan InstallMax = TimeSpan.FromMinutes(5);
    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);

    /// <summary>The folder of bridge.cjs in this checkout.</summary>
    public static string Source => Path.Combine(Checkout.Root, "tests", "Provider.Tests", "stubs");

    /// <summary>A folder that holds node_modules; skips the test where there is no npm.</summary>
    public static Task<string> FolderAsync() => Installed.Value;

    private static async Task<string> InstallAsync()
    {
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(Source, "package-lock.json"));
        var name = Convert.ToHexStringLower(SHA256.HashData(lockFile))[..12];
        var place = Path.Combine(Checkout.Root, "artifacts", "npm", $"provider-stubs-{name}");
        if (Directory.Exists(Path.Combine(place, "node_modules", "@pulumi", "pulumi")))
        {
            return place;
        }

        // By rename: two test processes that begin at once each install whole, and one of them stays.
        var fresh = $"{place}.{Environment.ProcessId}";
        Directory.CreateDirectory(fresh);
        foreach (var file in new[] { "package.json", "package-lock.json" })
        {
            File.Copy(Path.Combine(Source, file), Path.Combine(fresh, file), overwrite: true);
        }

        var (code, output) = await NpmAsync(fresh);
        Assert.SkipUnless(code == 0, $"needs npm and its packages: {output}");
        try
        {
            Directory.Move(fresh, place);
        }
        catch (IOException)
        {
            Directory.Delete(fresh, recursive: true);
        }

        return place;
    }

    private static async Task<(int Code, string Output)> NpmAsync(string folder)
    {
        try
        {
            using var npm = Process.Start(new ProcessStartInfo(
                "npm", "ci --ignore-scripts --omit=optional --no-audit --no-fund")
            {
                WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            using var limit = new CancellationTokenSource(InstallMax);
            var words = npm.StandardError.ReadToEndAsync(limit.Token);
            await npm.StandardOutput.ReadToEndAsync(limit.Token);
            await npm.WaitForExitAsync(limit.Token);
            return (npm.ExitCode, await words);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return (-1, exception.Message);
        }
    }
}
