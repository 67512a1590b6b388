using System.Collections.Immutable;

namespace ImageForge.Core.Detection;

/// <summary>A stretch of ordinary life, and which rules fired in it.</summary>
/// <param name="Name">Such as <c>boot</c>, <c>idle</c> or <c>packages</c>.</param>
/// <param name="Rules">Of both tiers, by id; empty: silence.</param>
public sealed record NoiseStage(string Name, int Seconds, ImmutableArray<NoiseCount> Rules)
{
    /// <summary>Counts what the kernel recorded.</summary>
    /// <param name="apart">Who only made the stage happen; a person's or a service's doing is counted.</param>
    public static NoiseStage Of(string name, int seconds, IEnumerable<AuditEvent> events, uint? apart) => new(
        name, seconds,
        [
            .. events.Where(happened => happened.Keys.Tier is not null && (apart is null || happened.LoginId != apart))
                .GroupBy(happened => (happened.Keys.RuleId, happened.Keys.Tier))
                .OrderBy(same => same.Key.RuleId, StringComparer.Ordinal)
                .Select(same => new NoiseCount(same.Key.RuleId, same.Key.Tier!.Value, same.Count())),
        ]);
}
