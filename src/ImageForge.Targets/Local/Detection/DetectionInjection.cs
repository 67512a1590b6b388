using ImageForge.Targets.Local.Builds;

namespace ImageForge.Targets.Local.Detection;

/// <summary>
/// Puts the runner and the way out for records into a throw-away copy of a disk. The artifact itself stays as it is.
/// </summary>
internal static class DetectionInjection
{
    private const string Folder = "/usr/lib/imageforge-detection";

    // A folder of units that the system reads before all others and no package uses: nothing of the image is replaced.
    private const string UnitFolder = "/etc/systemd/system.control";
    private const string UnitName = "imageforge-detection.service";
    private const string WantsFolder = UnitFolder + "/multi-user.target.wants";
    private const string EveryServiceFolder = UnitFolder + "/service.d";
    private const string PluginFile = "/etc/audit/plugins.d/imageforge.conf";

    /// <param name="raw">The copy.</param>
    /// <param name="folder">Where the files to write may be put; on this host.</param>
    /// <param name="epoch">Unix seconds that new files get.</param>
    /// <param name="cancellationToken">Leaves the copy half done.</param>
    public static async Task InjectAsync(string raw, string folder, long epoch, CancellationToken cancellationToken)
    {
        var commands = new List<string>();
        foreach (var made in new[] { Folder, UnitFolder, WantsFolder, EveryServiceFolder })
        {
            commands.Add($"mkdir {made}");
            commands.Add($"sif {made} mode 040755");
        }

        void Write(string script, string target, string mode)
        {
            var source = Path.Combine(folder, $"detection-{script}");
            File.WriteAllText(source, DetectionScripts.Text(script));
            commands.Add($"write \"{source}\" {target}");
            commands.Add($"sif {target} mode 0100{mode}");
        }

        Write("runner.sh", $"{Folder}/runner", "700");
        Write("ship.sh", $"{Folder}/ship", "750");

        // auditd refuses a plugin that others could write.
        Write("ship.conf", PluginFile, "640");
        Write("no-watchdog.conf", $"{EveryServiceFolder}/imageforge-detection.conf", "644");
        Write(UnitName, $"{UnitFolder}/{UnitName}", "644");
        commands.Add($"symlink {WantsFolder}/{UnitName} ../{UnitName}");
        await DebugFs.WriteAsync(raw, commands, epoch, cancellationToken);
    }
}
