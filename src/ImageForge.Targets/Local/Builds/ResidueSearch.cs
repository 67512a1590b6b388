using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ImageForge.Core.Images;

namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// Looks on a raw disk for what sealing had to remove. Knows nothing of how sealing does it: it reads the file system
/// from outside, and every allocated byte for the planted secret.
/// </summary>
internal static partial class ResidueSearch
{
    // Enough to see what is wrong; a disk that was not sealed at all would list thousands.
    private const int LinesMax = 50;

    // Folders in which nothing but folders may be.
    private static readonly string[] Emptied =
    [
        "/tmp", "/var/tmp", "/run", "/var/log", "/var/lib/apt/lists", "/var/cache/apt", "/var/backups", "/var/mail",
        "/var/lib/imageforge", "/var/lib/cloud",
    ];

    private static readonly string[] Searched =
        [.. Emptied, "/etc/ssh", "/root", "/home", "/var/cache", "/var/lib/systemd"];

    /// <summary>One line a finding, the path first; empty if the disk is clean.</summary>
    public static async Task<ImmutableArray<string>> FindAsync(
        string raw, BuildPlan plan, CancellationToken cancellationToken)
    {
        var files = await DiskTree.FilesAsync(raw, Searched, cancellationToken);
        var identity = await DiskTree.FilesAsync(
            raw, ["/etc/machine-id", "/var/lib/dbus/machine-id"], cancellationToken);
        // A link holds no bytes; packages ship some (/var/log/README).
        var lines = files.Where(file => !file.IsLink).Select(Residue).OfType<string>()
            .Concat(identity.Where(file => file.Size > 0 || file.IsLink).Select(
                file => $"{file.Path}: an identity that every instance would share"));
        if (await CanarySearch.CountAsync(raw, plan.Canary, cancellationToken) is > 0 and var count)
        {
            lines = lines.Prepend($"disk: the secret planted while building is on it, {count} times");
        }

        return [.. lines.Distinct().Order(StringComparer.Ordinal).Take(LinesMax)];
    }

    private static string? Residue(DiskFile file) => file.Path switch
    {
        _ when Emptied.FirstOrDefault(folder => IsBelow(file.Path, folder)) is { } folder =>
            $"{file.Path}: left in {folder}, {file.Size} bytes",
        _ when HostKey().IsMatch(file.Path) => $"{file.Path}: a host key that every instance would share",
        _ when History().IsMatch(file.Path) => $"{file.Path}: a history, {file.Size} bytes",
        _ when Seed().IsMatch(file.Path) => $"{file.Path}: a random seed or secret that every instance would share",
        _ when Cache().IsMatch(file.Path) => $"{file.Path}: a cache, {file.Size} bytes",
        _ => null,
    };

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal) && path.AsSpan(folder.Length).StartsWith("/");

    [GeneratedRegex("^/etc/ssh/ssh_host_.*key", RegexOptions.None, 1000)]
    private static partial Regex HostKey();

    [GeneratedRegex(
        @"^/(root|home/[^/]+)/\.([a-z0-9_]*history|lesshst|viminfo|wget-hsts|cache/.*)$",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex History();

    [GeneratedRegex(
        "^/var/lib/systemd/(random-seed|credential\\.secret|timers/stamp-)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Seed();

    // debconf keeps settings of packages below the cache's name.
    [GeneratedRegex(@"^/var/cache/(?!debconf/[a-z]+\.dat$)", RegexOptions.None, 1000)]
    private static partial Regex Cache();
}
