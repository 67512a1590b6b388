using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Targets.Local;

/// <summary>
/// The layer that every image of the local target gets below its own: it boots without an initrd in about 8 seconds of
/// emulated processor, where stock units take 23 to 29 (decision 0005). Trims how a machine starts, never how it is
/// protected.
/// </summary>
public static class LeanBoot
{
    private const string ResourcePrefix = "LeanBoot/";
    private const string TreePrefix = ResourcePrefix + "tree";

    /// <summary>
    /// Units without a task in an instance that has one disk, a static address, no console user and a life of days.
    /// Units that the image does not have are masked too: a package that brings them later is then no slower.
    /// </summary>
    private static readonly ImmutableArray<string> MaskedUnits =
    [
        // Timers for machines that are mended; these are replaced.
        "apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer",
        "e2scrub_reap.service", "fstrim.timer", "systemd-tmpfiles-clean.timer",

        // The root disk comes mounted `rw` from the kernel, needs no check, and is the only one.
        "remote-fs.target", "systemd-fsck-root.service", "systemd-remount-fs.service", "systemd-repart.service",
        "cryptsetup.target", "integritysetup.target", "veritysetup.target",

        // What the build, the kernel or the hypervisor did already.
        "kmod-static-nodes.service", "systemd-binfmt.service", "systemd-firstboot.service",
        "systemd-machine-id-commit.service", "systemd-pcrphase.service", "systemd-pcrphase-sysinit.service",
        "systemd-pstore.service", "systemd-random-seed.service", "systemd-sysusers.service",
        "systemd-update-utmp.service", "systemd-update-utmp-runlevel.service",

        // File systems that nothing here mounts by path.
        "dev-hugepages.mount", "dev-mqueue.mount", "proc-sys-fs-binfmt_misc.automount", "proc-sys-fs-binfmt_misc.mount",
        "sys-fs-fuse-connections.mount", "sys-kernel-config.mount", "sys-kernel-debug.mount",
        "sys-kernel-tracing.mount",

        // Consoles and sessions: the serial console is a log, and nobody logs in there.
        "console-getty.service", "dbus.service", "dbus.socket", "getty.target", "getty@.service",
        "serial-getty@.service", "systemd-ask-password-console.path", "systemd-ask-password-wall.path",
        "systemd-logind.service",
    ];

    private static readonly ImmutableSortedDictionary<string, string> ScriptEnvironment =
        ImmutableSortedDictionary<string, string>.Empty
            .Add("LC_ALL", "C")
            .Add("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

    /// <summary>The layer's steps, always in the same order.</summary>
    public static IReadOnlyList<ProvisionStep> Steps { get; } =
    [
        .. Assets().Select(asset => new ProvisionStep.WriteText(asset[TreePrefix.Length..], Text(asset), "0644")),
        new ProvisionStep.SetUnit("lean-net.service", Masked: false),
        .. MaskedUnits.Select(unit => new ProvisionStep.SetUnit(unit, Masked: true)),
        new ProvisionStep.RunScript("lean boot", Text(ResourcePrefix + "trim.sh"), ScriptEnvironment),
    ];

    /// <summary>The kernel: Debian's cloud build has ext4 and NVMe built in, which makes an initrd needless.</summary>
    public static IReadOnlyList<string> Packages(BaseSystem baseSystem) =>
        [$"linux-image-cloud-{baseSystem.Architecture}"];

    private static IEnumerable<string> Assets() =>
        typeof(LeanBoot).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(TreePrefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string Text(string asset)
    {
        using var stream = typeof(LeanBoot).Assembly.GetManifestResourceStream(asset)
            ?? throw new InvalidOperationException($"the resource {asset} is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
