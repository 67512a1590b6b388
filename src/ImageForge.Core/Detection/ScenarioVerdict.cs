using System.Collections.Immutable;

namespace ImageForge.Core.Detection;

/// <summary>What became of one scenario, and why.</summary>
public sealed record ScenarioVerdict
{
    public required string ScenarioId { get; init; }
    public required string Technique { get; init; }

    /// <summary>The scenario's title, so that a verdict can be read without its definition.</summary>
    public string Title { get; init; } = "";

    public required VerdictKind Kind { get; init; }

    /// <summary>The highest tier that fired, also where the attack was blocked; null: none.</summary>
    public AuditTier? Tier { get; init; }

    /// <summary>
    /// The highest tier of the rules that fired and ask for no login id: what is left when a service is compromised.
    /// Null: none.
    /// </summary>
    public AuditTier? TierWithoutLogin { get; init; }

    /// <summary>Ids of the rules that fired, those of the highest tier first.</summary>
    public ImmutableArray<string> RuleIds { get; init; } = [];

    /// <summary>Events of those rules.</summary>
    public int Count { get; init; }

    /// <summary>From the start mark to the first of them, by the guest's clock.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>From that call until the host had its record; null: not measured.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>
    /// A rule fired that names the technique first: the technique was recognised. Otherwise it was one of several that
    /// the rule speaks for.
    /// </summary>
    public bool FirstKey { get; init; }

    /// <summary>It has a parent technique's key to thank alone.</summary>
    public bool ParentOnly { get; init; }

    public VerdictDetail Detail { get; init; }

    /// <summary>The reason of an error, the control of a block, the last event's words of a miss; for people.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What the probe says, or for an atomic its exit code and words; null: nobody can tell.</summary>
    public bool? HadEffect { get; init; }

    /// <summary>The machine ended meanwhile: judged by what had arrived.</summary>
    public bool VmEnded { get; init; }

    /// <summary>The end mark never came, though the machine lived.</summary>
    public bool EndMarkMissing { get; init; }

    /// <summary>The sensor was fit before and is not after it; null: it still is, or nobody could ask.</summary>
    public string? SensorLeft { get; init; }

    /// <summary>It came out so only when tried again.</summary>
    public bool Flaky { get; init; }

    /// <summary>
    /// An alert was raised, or it was blocked: what a policy asks of scenarios that must not pass unseen.
    /// </summary>
    public bool AlertedOrBlocked =>
        Kind == VerdictKind.Blocked || this is { Kind: VerdictKind.Detected, Tier: AuditTier.Alert };

    /// <summary>Worth one more try: an error, a miss, or a machine that ended.</summary>
    public bool WantsRetry => Kind is VerdictKind.Error or VerdictKind.Missed || VmEnded;

    /// <summary>Joins the verdicts of a first try and of its only repetition.</summary>
    public static ScenarioVerdict AfterRetry(ScenarioVerdict first, ScenarioVerdict second)
    {
        var good = second.Kind is VerdictKind.Detected or VerdictKind.Blocked;
        if (good)
        {
            return second with { Flaky = first.Kind is VerdictKind.Error or VerdictKind.Missed };
        }

        // Both failed to show it, or the second did: a miss says more than an error. One good try of two is luck.
        return first.Kind is VerdictKind.Detected or VerdictKind.Blocked
            ? first with { Flaky = true }
            : first.Kind == VerdictKind.Missed ? first : second;
    }
}
