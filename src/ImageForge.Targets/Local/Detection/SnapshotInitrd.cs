using System.Text.RegularExpressions;
using ImageForge.Engine;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.Targets.Local.Detection;

/// <summary>
/// The smallest initrd that mounts a virtio disk: a static busybox of this host and the image's own drivers. It lies
/// beside the artifact and is no part of it.
/// </summary>
internal static partial class SnapshotInitrd
{
    private const string Busybox = "/bin/busybox";
    private const string ModulesFolder = "/lib/modules";

    // A driver needs a handful of others; more is not a modules.dep.
    private const int ModulesMax = 32;

    private static readonly TimeSpan PackLimit = TimeSpan.FromMinutes(1);
    private static readonly string[] Drivers = ["virtio_pci", "virtio_blk"];

    /// <summary>Whether this machine has what the initrd is made with.</summary>
    public static bool HasBusybox => IsStatic(Busybox);

    /// <param name="raw">The image's disk; only read.</param>
    /// <param name="folder">Where the initrd and its parts are put.</param>
    /// <param name="cancellationToken">Kills the tools.</param>
    /// <returns>Path of the initrd.</returns>
    /// <exception cref="ForgeException">This machine has no static busybox.</exception>
    /// <exception cref="TargetException">The image has no kernel modules, or lacks a driver.</exception>
    public static async Task<string> MakeAsync(string raw, string folder, CancellationToken cancellationToken)
    {
        if (!HasBusybox)
        {
            throw new ForgeException(
                ForgeError.Environment,
                $"{Busybox} is missing or needs libraries: the machine for scenarios starts with a static one",
                "install it: apt-get install --no-install-recommends busybox-static");
        }

        var tree = Path.Combine(folder, "initrd.tree");
        foreach (var made in new[] { "bin", "dev", "root", "modules" })
        {
            Directory.CreateDirectory(Path.Combine(tree, made));
        }

        File.Copy(Busybox, Path.Combine(tree, "bin", "busybox"), overwrite: true);
        File.CreateSymbolicLink(Path.Combine(tree, "bin", "sh"), "busybox");
        var init = Path.Combine(tree, "init");
        await File.WriteAllTextAsync(init, DetectionScripts.Text("init.sh"), cancellationToken);
        File.SetUnixFileMode(init, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await CopyModulesAsync(raw, Path.Combine(tree, "modules"), cancellationToken);
        var initrd = Path.Combine(folder, "snapshot.initrd");
        var packed = await HostCommand.RunAsync(
            Busybox,
            ["sh", "-c", "cd \"$1\" && $2 find . | $2 cpio -o -H newc -F \"$3\"", "sh", tree, Busybox, initrd],
            PackLimit, cancellationToken);
        Directory.Delete(tree, recursive: true);
        return packed.ExitCode == 0
            ? initrd
            : throw new TargetException($"the initrd of the snapshot machine was not packed: {packed.ErrorText}");
    }

    /// <summary>Files of the drivers and of what they need, in the order in which they load.</summary>
    /// <param name="dependencies">Text of a <c>modules.dep</c>.</param>
    /// <exception cref="TargetException">A driver is not in it.</exception>
    public static IReadOnlyList<string> InLoadOrder(string dependencies)
    {
        var known = dependencies.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(':', 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(
                parts => NameOf(parts[0]),
                parts => (File: parts[0], Needs: parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)),
                StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var driver in Drivers)
        {
            if (!known.TryGetValue(driver, out var module))
            {
                throw new TargetException($"the image's kernel has no module {driver}: it cannot be set back");
            }

            // What is needed stands in the order in which it was needed: the deepest last.
            order.AddRange([.. module.Needs.Reverse(), module.File]);
        }

        return [.. order.Distinct(StringComparer.Ordinal).Take(ModulesMax)];
    }

    private static async Task CopyModulesAsync(string raw, string folder, CancellationToken cancellationToken)
    {
        var listed = await DebugFs.ReadAsync(raw, [$"ls -p /usr{ModulesFolder}"], cancellationToken);
        var release = Release().Match(listed).Groups["release"].Value;
        if (release.Length == 0)
        {
            throw new TargetException("the image has no kernel modules: the machine for scenarios cannot start");
        }

        var modules = $"/usr{ModulesFolder}/{release}";
        var dependencies = Path.Combine(folder, "modules.dep");
        await DebugFs.ReadAsync(raw, [$"dump {modules}/modules.dep {dependencies}"], cancellationToken);
        var files = InLoadOrder(await File.ReadAllTextAsync(dependencies, cancellationToken));
        await DebugFs.ReadAsync(
            raw, files.Select(file => $"dump {modules}/{file} {Path.Combine(folder, Path.GetFileName(file))}"),
            cancellationToken);
        await File.WriteAllLinesAsync(
            Path.Combine(folder, "order"), files.Select(file => Path.GetFileName(file)), cancellationToken);
        File.Delete(dependencies);
    }

    // What needs libraries names their loader in the first page.
    private static bool IsStatic(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var file = File.OpenRead(path);
        Span<byte> page = stackalloc byte[4096];
        return page[..file.ReadAtLeast(page, page.Length, throwOnEndOfStream: false)].IndexOf("ld-linux"u8) < 0;
    }

    private static string NameOf(string file) => Path.GetFileName(file).Split('.')[0].Replace('-', '_');

    [GeneratedRegex(
        @"/[0-7]+/[0-9]+/[0-9]+/(?<release>[0-9]+\.[0-9]+\.[0-9][^/]*)/", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Release();
}
