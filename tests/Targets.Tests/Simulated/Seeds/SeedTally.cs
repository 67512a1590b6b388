using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;
using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>Counts over all seeds. Many threads add to it.</summary>
internal sealed class SeedTally
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<FaultKind, long> _faults = [];
    private readonly SortedDictionary<HoldReason, long> _holds = [];
    private readonly SortedDictionary<string, long> _ends = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _excused = new(StringComparer.Ordinal);
    private long _seeds;
    private long _complete;
    private long _passes;
    private long _deaths;

    public double CompleteShare => (double)_complete / _seeds;

    public void Add(SeedOutcome outcome)
    {
        lock (_gate)
        {
            _seeds++;
            _complete += outcome.End == PassEnd.Complete ? 1 : 0;
            _passes += outcome.Passes;
            _deaths += outcome.Deaths;
            Count(_ends, $"{outcome.End}", 1);
            foreach (var reason in outcome.Holds)
            {
                Count(_holds, reason, 1);
            }

            foreach (var (kind, count) in outcome.Faults)
            {
                Count(_faults, kind, count);
            }

            foreach (var (excuse, count) in outcome.Excused)
            {
                Count(_excused, excuse, count);
            }
        }
    }

    /// <summary>How often a fault occurred.</summary>
    public long Of(FaultKind kind) => _faults.GetValueOrDefault(kind);

    /// <summary>In how many seeds anything was held for this reason.</summary>
    public long Of(HoldReason reason) => _holds.GetValueOrDefault(reason);

    public IEnumerable<string> Lines() =>
    [
        $"{_seeds} seeds, {CompleteShare:P1} complete, {_passes} passes, {_deaths} deaths of a process",
        $"ends: {Text(_ends)}",
        $"seeds held for: {Text(_holds)}",
        $"faults: {Text(_faults)}",
        $"limits broken by faults alone: {Text(_excused)}",
    ];

    private static void Count<T>(SortedDictionary<T, long> counts, T key, long more)
        where T : notnull => counts[key] = counts.GetValueOrDefault(key) + more;

    private static string Text<T>(SortedDictionary<T, long> counts)
        where T : notnull => string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}"));
}
