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
    /// <param name="epoch">Unix seconds that new files get.</param>
    /// <param name="cancellationToken">Leaves the copy half done.</param>
    public static Task InjectAsync(string raw, long epoch, CancellationToken cancellationToken) =>
        new DiskChanges(raw)
            .WithFolder(Folder).WithFolder(UnitFolder).WithFolder(WantsFolder).WithFolder(EveryServiceFolder)
            .WithFile($"{Folder}/runner", DetectionScripts.Text("runner.sh"), "0700")
            .WithFile($"{Folder}/ship", DetectionScripts.Text("ship.sh"), "0750")
            // auditd refuses a plugin that others could write.
            .WithFile(PluginFile, DetectionScripts.Text("ship.conf"), "0640")
            .WithFile($"{EveryServiceFolder}/imageforge-detection.conf", DetectionScripts.Text("no-watchdog.conf"))
            .WithFile($"{UnitFolder}/{UnitName}", DetectionScripts.Text(UnitName))
            .WithLink($"{WantsFolder}/{UnitName}", $"../{UnitName}")
            .MakeAsync(epoch, cancellationToken);
}
