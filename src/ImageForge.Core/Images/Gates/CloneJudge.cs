using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace ImageForge.Core.Images.Gates;

/// <summary>Two instances of one image must not share what tells instances apart.</summary>
internal static class CloneJudge
{
    public static GateResult Judge(BuildPlan plan, GatePlan.Clones gate, GateEvidence evidence)
    {
        var reproduce = $"imageforge build {plan.Definition.Name}   # boots two instances and compares them";
        if (evidence.Clones is not { } clones)
        {
            return new GateResult(gate.Name, Passed: false, "there were no two instances to compare", [
                new GateFinding("second boot", "a second instance that answers", "it did not answer", reproduce)]);
        }

        ImmutableArray<GateFinding> findings =
        [
            .. gate.Identities.Where(pattern => !IsIn(clones.First, pattern) || !IsIn(clones.Second, pattern))
                .Select(pattern => new GateFinding(
                    pattern, "made by the first boot of each instance", "an instance has none", reproduce)),
            .. clones.First.Where(one => clones.Second.GetValueOrDefault(one.Key) == one.Value)
                .Select(one => new GateFinding(
                    one.Key, "of one instance only", $"two instances share it: SHA-256 {one.Value}", reproduce)),
        ];
        return new GateResult(
            gate.Name, findings.IsEmpty,
            $"{clones.First.Count} identities of two instances compared, {findings.Length} missing or shared",
            findings);
    }

    private static bool IsIn(ImmutableSortedDictionary<string, string> identities, string pattern)
    {
        var names = Regex.Escape(pattern).Replace(@"\*", "[^/]*", StringComparison.Ordinal);
        var whole = new Regex($"^{names}$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        return identities.Keys.Any(whole.IsMatch);
    }
}
