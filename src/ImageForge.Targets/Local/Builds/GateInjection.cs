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
    private const string OwnerOnly = "0600";

    /// <param name="raw">The copy.</param>
    /// <param name="plan">Whose identities and ports; also the time that new files get.</param>
    /// <param name="controls">Whose checks are run.</param>
    /// <param name="cancellationToken">Leaves the copy half done.</param>
    public static Task InjectAsync(
        string raw, BuildPlan plan, IEnumerable<HardeningControl> controls, CancellationToken cancellationToken)
    {
        var identities = plan.Gates.OfType<GatePlan.Clones>().SelectMany(gate => gate.Identities);
        var changes = new DiskChanges(raw)
            .WithFolder(RunnerFolder).WithFolder($"{RunnerFolder}/checks")
            .WithFolder(UnitFolder).WithFolder(WantsFolder)
            .WithFile($"{RunnerFolder}/runner", BuildScripts.Text("gate-runner.sh"), OwnerOnly)
            .WithFile($"{RunnerFolder}/ports", BuildPlanner.PortsText(plan.Definition.Ports), OwnerOnly)
            .WithFile(
                $"{RunnerFolder}/identities", string.Concat(identities.Select(path => $"{path}\n")), OwnerOnly)
            .WithFile($"{UnitFolder}/{UnitName}", BuildScripts.Text(UnitName), OwnerOnly)
            .WithLink($"{WantsFolder}/{UnitName}", $"../{UnitName}");
        foreach (var control in controls)
        {
            changes.WithFile($"{RunnerFolder}/checks/{control.Id}", control.Check, OwnerOnly);
        }

        return changes.MakeAsync(plan.SourceDateEpoch, cancellationToken);
    }

    /// <summary>
    /// The controls whose checks have to hold; an id is the name of its file, so it is safe in a path.
    /// </summary>
    public static IEnumerable<HardeningControl> Controls(BuildPlan plan) =>
        plan.Gates.OfType<GatePlan.Hardening>().SelectMany(gate => gate.Controls);
}
