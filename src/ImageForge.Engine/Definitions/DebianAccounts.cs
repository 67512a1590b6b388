namespace ImageForge.Engine.Definitions;

/// <summary>
/// Accounts that every Debian tree with systemd has before any package of ours: those of base-passwd and systemd.
/// </summary>
internal static class DebianAccounts
{
    public static IReadOnlySet<string> Users { get; } = new SortedSet<string>(StringComparer.Ordinal)
    {
        "root", "daemon", "bin", "sys", "sync", "games", "man", "lp", "mail", "news", "uucp", "proxy", "www-data",
        "backup", "list", "irc", "_apt", "nobody", "systemd-network", "systemd-timesync",
    };

    public static IReadOnlySet<string> Groups { get; } = new SortedSet<string>(StringComparer.Ordinal)
    {
        "root", "daemon", "bin", "sys", "adm", "tty", "disk", "lp", "mail", "news", "uucp", "man", "proxy", "kmem",
        "dialout", "fax", "voice", "cdrom", "floppy", "tape", "sudo", "audio", "dip", "www-data", "backup",
        "operator", "list", "irc", "src", "shadow", "utmp", "video", "sasl", "plugdev", "staff", "games", "users",
        "nogroup", "systemd-journal", "systemd-network", "systemd-timesync",
    };
}
