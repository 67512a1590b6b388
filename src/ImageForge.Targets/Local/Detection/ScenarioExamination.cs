using ImageForge.Core.Detection;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.Engine;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.Targets.Local.Detection;

/// <summary>
/// Runs a plan's scenarios one after another in a machine of the artifact and hands on what was recorded. Whether to
/// try again is all that it judges.
/// </summary>
internal sealed class ScenarioExamination(BuildPlan plan, GatePlan.Detection gate, Action<string> report)
{
    // One that does not start, or breaks off, is started anew once; what it has judged by then stays.
    private const int MachinesMax = 2;

    private const string RulesFile = "/etc/audit/audit.rules";

    private readonly List<ScenarioRecording> _recordings = [];
    private AuditRuleSet _rules = AuditRuleSet.Parse("");

    /// <summary>Runs them all.</summary>
    /// <param name="artifact">Folder of the artifact; only read.</param>
    /// <param name="folder">The machine's own folder: gives an empty one, whatever was left there.</param>
    /// <param name="name">Name of the machine.</param>
    /// <param name="uuid">What it is known by.</param>
    /// <param name="cancellationToken">Ends the machine.</param>
    public async Task<DetectionEvidence> RunAsync(
        string artifact, Func<string> folder, string name, Guid uuid, CancellationToken cancellationToken)
    {
        var rules = "";
        for (var start = 1; ; start++)
        {
            var machine = folder();
            try
            {
                var spec = await ScenarioMachine.SpecAsync(
                    Path.Combine(artifact, "disk.qcow2"), Path.Combine(artifact, "vmlinuz"), machine, name, uuid,
                    plan.Definition.Disk.MemoryMiB, plan.SourceDateEpoch, cancellationToken);
                rules = await RulesAsync(machine, cancellationToken);
                _rules = AuditRuleSet.Parse(rules);
                report("boot the machine for scenarios");
                await RunAsync(spec, cancellationToken);
                return new DetectionEvidence(rules, [.. _recordings], null);
            }
            catch (TargetException broken) when (start < MachinesMax)
            {
                report($"{broken.Message}; once more");
            }
            catch (TargetException broken)
            {
                return new DetectionEvidence(rules, [.. _recordings], broken.Message);
            }
        }
    }

    private async Task RunAsync(MachineSpec spec, CancellationToken cancellationToken)
    {
        await using var machine = await ScenarioMachine.StartAsync(spec, cancellationToken);
        var done = _recordings.Select(recording => recording.ScenarioId).ToHashSet(StringComparer.Ordinal);
        foreach (var (index, scenario) in gate.Scenarios.Index().Where(entry => !done.Contains(entry.Item.Id)))
        {
            report($"attack {index + 1} of {gate.Scenarios.Length}: {scenario.Id}");
            var first = await machine.RunAsync(scenario, cancellationToken);

            // Kept together: a machine that breaks off at the second try must not leave a first one for the verdict.
            ScenarioRecording[] tries = DetectionJudge.Judge(scenario, first, _rules, gate.Policy).WantsRetry
                ? [first, await machine.RunAsync(scenario, cancellationToken)]
                : [first];
            _recordings.AddRange(tries);
        }
    }

    /// <summary>
    /// What the kernel is given, as the sensor's package made it; not what the definition says it should be.
    /// </summary>
    /// <param name="folder">Of a machine, from <see cref="ScenarioMachine.SpecAsync"/>.</param>
    /// <param name="cancellationToken">Kills the tool.</param>
    public static async Task<string> RulesAsync(string folder, CancellationToken cancellationToken)
    {
        var copy = Path.Combine(folder, "audit.rules");
        await DebugFs.ReadAsync(
            Path.Combine(folder, "disk.raw"), [$"dump {RulesFile} \"{copy}\""], cancellationToken);
        return File.Exists(copy) ? await File.ReadAllTextAsync(copy, cancellationToken) : "";
    }
}
