using ImageForge.Core.Images;

namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// Puts the runner of the checks into a throw-away copy of a disk. The artifact itself stays as it is: what is tested
/// is what is published, plus one unit.
/// </summary>
internal static class GateInjection
{
    private const string RunnerFolder = "/usr/lib/imageforge-gate";

    // A folder of units that the system reads before all others and no package uses: nothing of the image is replaced.
    private const string UnitFolder = "/etc/systemd/system.control";
    private const string UnitName = "imageforge-gate.service";
    private const string WantsFolder = UnitFolder + "/multi-user.target.wants";

    /// <param name="raw">The copy.</param>
    /// <param name="folder">Where the files to write may be put; on this host.</param>
    /// <param name="plan">Whose identities and ports; also the time that new files get.</param>
    /// <param name="controls">Whose checks are run.</param>
    /// <param name="cancellationToken">Leaves the copy half done.</param>
    public static async Task InjectAsync(
        string raw, string folder, BuildPlan plan, IEnumerable<HardeningControl> controls,
        CancellationToken cancellationToken)
    {
        var commands = new List<string>();
        foreach (var made in new[] { RunnerFolder, $"{RunnerFolder}/checks", UnitFolder, WantsFolder })
        {
            commands.Add($"mkdir {made}");
            commands.Add($"sif {made} mode 040755");
        }

        void Write(string name, string text, string target)
        {
            var source = Path.Combine(folder, name);
            File.WriteAllText(source, text);
            commands.Add($"write \"{source}\" {target}");
            commands.Add($"sif {target} mode 0100600");
        }

        Write("runner", BuildScripts.Text("gate-runner.sh"), $"{RunnerFolder}/runner");
        Write("ports", BuildPlanner.PortsText(plan.Definition.Ports), $"{RunnerFolder}/ports");
        var identities = plan.Gates.OfType<GatePlan.Clones>().SelectMany(gate => gate.Identities);
        Write("identities", string.Concat(identities.Select(path => $"{path}\n")), $"{RunnerFolder}/identities");
        Write("unit", BuildScripts.Text(UnitName), $"{UnitFolder}/{UnitName}");
        commands.Add($"symlink {WantsFolder}/{UnitName} ../{UnitName}");
        foreach (var control in controls)
        {
            Write($"check-{control.Id}", control.Check, $"{RunnerFolder}/checks/{control.Id}");
        }

        await DebugFs.WriteAsync(raw, commands, plan.SourceDateEpoch, cancellationToken);
    }

    /// <summary>
    /// The controls whose checks have to hold; an id is the name of its file, so it is safe in a path.
    /// </summary>
    public static IEnumerable<HardeningControl> Controls(BuildPlan plan) =>
        plan.Gates.OfType<GatePlan.Hardening>().SelectMany(gate => gate.Controls);
}
