using System.Collections.Concurrent;
using ImageForge.Core.Detection;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.Engine;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.Targets.Local.Detection;

/// <summary>
/// Runs a plan's scenarios in machines of the artifact and hands on what was recorded. Whether to try again is all that
/// it judges.
/// </summary>
internal sealed class ScenarioExamination(BuildPlan plan, GatePlan.Detection gate, Action<string> report)
{
    // One that does not start, or breaks off, is started anew once; what was recorded by then stays.
    private const int StartsMax = 2;

    private const string RulesFile = "/etc/audit/audit.rules";

    private readonly ConcurrentQueue<Scenario> _left = new(gate.Scenarios);
    private readonly ConcurrentQueue<ScenarioRecording> _recordings = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private string _rules = "";

    /// <summary>What was recorded so far, and what went wrong.</summary>
    public DetectionEvidence Evidence => new(_rules, [.. _recordings], _faults.FirstOrDefault());

    /// <summary>
    /// Takes scenarios, one after another, until none is left; others may do the same beside it, each with a machine of
    /// its own. Starts none where nothing is left.
    /// </summary>
    /// <param name="artifact">Folder of the artifact; only read.</param>
    /// <param name="folder">The machine's own folder: gives an empty one, whatever was left there.</param>
    /// <param name="name">Name of the machine.</param>
    /// <param name="uuid">What it is known by.</param>
    /// <param name="cancellationToken">Ends the machine.</param>
    public async Task TakeAsync(
        string artifact, Func<string> folder, string name, Guid uuid, CancellationToken cancellationToken)
    {
        for (var start = 1; !_left.IsEmpty; start++)
        {
            var machine = folder();
            try
            {
                var spec = await ScenarioMachine.SpecAsync(
                    Path.Combine(artifact, "disk.qcow2"), Path.Combine(artifact, "vmlinuz"), machine, name, uuid,
                    plan.Definition.Disk.MemoryMiB, plan.SourceDateEpoch, cancellationToken);
                _rules = await RulesAsync(machine, cancellationToken);
                report("boot a machine to attack");
                await TakeAsync(spec, AuditRuleSet.Parse(_rules), cancellationToken);
                return;
            }
            catch (TargetException broken) when (start < StartsMax)
            {
                report($"{broken.Message}; once more");
            }
            catch (TargetException broken)
            {
                _faults.Enqueue(broken.Message);
                return;
            }
        }
    }

    private async Task TakeAsync(MachineSpec spec, AuditRuleSet rules, CancellationToken cancellationToken)
    {
        await using var machine = await ScenarioMachine.StartAsync(spec, cancellationToken);
        while (_left.TryDequeue(out var scenario))
        {
            report($"attack {gate.Scenarios.Length - _left.Count} of {gate.Scenarios.Length}: {scenario.Id}");
            try
            {
                var first = await machine.RunAsync(scenario, cancellationToken);
                ScenarioRecording[] tries = DetectionJudge.Judge(scenario, first, rules, gate.Policy).WantsRetry
                    ? [first, await machine.RunAsync(scenario, cancellationToken)]
                    : [first];

                // Only now: a machine that breaks off at the second try must not leave the first one for a verdict.
                Array.ForEach(tries, _recordings.Enqueue);
            }
            catch (TargetException)
            {
                _left.Enqueue(scenario);
                throw;
            }
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
