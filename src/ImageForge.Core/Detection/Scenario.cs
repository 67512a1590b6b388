using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Core.Detection;

/// <summary>One attack as data: run in a throw-away machine to see whether the sensor records it.</summary>
public sealed record Scenario
{
    /// <summary>How long <see cref="Run"/> may take where nothing else is said.</summary>
    public static readonly TimeSpan LimitDefault = TimeSpan.FromSeconds(15);

    /// <summary>The longest limit that may be asked for.</summary>
    public static readonly TimeSpan LimitMax = TimeSpan.FromSeconds(60);

    /// <summary>Stable kebab-case id, the file's name: <c>cron-job-in-cron-d</c>; an atomic's GUID.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>What an attacker gains by it, in a sentence; empty for atomics.</summary>
    public string Why { get; init; } = "";

    /// <summary>ATT&amp;CK technique, or sub-technique: <c>T1053.003</c>.</summary>
    public required string Technique { get; init; }

    public ScenarioAccount Account { get; init; } = ScenarioAccount.Root;
    public ScenarioShell Shell { get; init; } = ScenarioShell.Sh;

    /// <summary>All must hold before <see cref="Run"/>, in this order.</summary>
    public ImmutableArray<ScenarioPrerequisite> Prerequisites { get; init; } = [];

    /// <summary>The attack; its exit code proves nothing.</summary>
    public required string Run { get; init; }

    /// <summary>Undoes it, as root; may be empty and may fail: the machine is thrown away.</summary>
    public string Cleanup { get; init; } = "";

    /// <summary>
    /// Script run as root right after <see cref="Run"/>: exit 0, the attack had its effect; 1, it had none; 2, it was
    /// not attempted. Empty where nobody can tell, as for atomics.
    /// </summary>
    public string Effect { get; init; } = "";

    /// <summary>Time limit of <see cref="Run"/>.</summary>
    public TimeSpan Limit { get; init; } = LimitDefault;

    public ScenarioSource Source { get; init; } = ScenarioSource.ImageForge;

    /// <summary>What identifies an atomic (<c>auto_generated_guid</c>): names repeat. Empty for ours.</summary>
    public string Guid { get; init; } = "";

    /// <summary>It reaches for the network, of which a throw-away machine has none.</summary>
    public bool NeedsNetwork { get; init; }

    /// <summary>How much a miss matters; null where nobody said.</summary>
    public Severity? Severity { get; init; }

    /// <summary>
    /// Why it can not be sent to a machine (<c>powershell</c>, <c>manual</c>); null: it can. A scenario that says so is
    /// counted, never left out in silence.
    /// </summary>
    public string? Unsendable { get; init; }

    /// <summary>Of all that decides its verdict; titles and reasons may change.</summary>
    public Digest Digest => Digest.OfFields([
        Id, Technique, $"{Account}", $"{Shell}", Run, Cleanup, Effect, $"{Limit.TotalSeconds}", $"{NeedsNetwork}",
        Unsendable ?? "",
        .. Prerequisites.SelectMany(prerequisite =>
            new[] { $"{prerequisite.Shell}", prerequisite.Check, prerequisite.Get ?? "" }),
    ]);
}
