using System.Collections.Immutable;

namespace ImageForge.Core.Images.Gates;

/// <summary>
/// Judges whether the installed packages are the newest of the definition's suite, as far as an index of today can
/// tell. What is newer refuses where the profile requires freshness, and is reported elsewhere.
/// </summary>
internal static class FreshnessJudge
{
    // An index is fetched again after an hour; one of yesterday was kept on purpose, by --offline.
    private static readonly TimeSpan IndexAgeMax = TimeSpan.FromHours(24);

    public static GateResult Judge(BuildPlan plan, GatePlan.Freshness gate, GateEvidence evidence)
    {
        var again = $"imageforge build {plan.Definition.Name}   # without --offline, so that the index is fetched";
        if (evidence.Freshness is not { } seen)
        {
            return new GateResult(gate.Name, false, "packages were not compared", [
                new GateFinding("index", "packages compared with the suite's index", "they were not compared", again)]);
        }

        ImmutableArray<GateFinding> newer =
        [
            .. seen.Newer.Select(package => new GateFinding(
                package.Package, $"{package.Newest}, which {plan.Definition.Base.Suite} offers",
                $"{package.Installed} is installed", again)),
        ];
        var fault = seen.IndexAge switch
        {
            null => "there is no package index at hand",
            { } age when age > IndexAgeMax => $"the package index is {(int)age.TotalHours} h old",
            _ => null,
        };
        if (gate.Required)
        {
            return new GateResult(gate.Name, true, fault ?? Summary(seen), []).Refusing(fault is null ? newer :
            [
                new GateFinding(
                    "index", $"a package index of the last {IndexAgeMax.TotalHours:0} h: profile "
                        + $"{plan.Definition.HardeningProfile} requires it", fault, again),
                .. newer,
            ]);
        }

        return new GateResult(gate.Name, true, fault is null ? Summary(seen) : $"not run: {fault}", [])
        {
            NotRun = fault is not null,
            Reported = newer,
        };
    }

    private static string Summary(FreshnessEvidence seen)
    {
        var unknown = seen.Unknown > 0 ? $"; {seen.Unknown} unknown to it" : "";
        return $"{seen.Compared - seen.Newer.Length} of {seen.Compared} packages are the newest of an index "
            + $"{(int)seen.IndexAge!.Value.TotalMinutes} min old{unknown}";
    }
}
