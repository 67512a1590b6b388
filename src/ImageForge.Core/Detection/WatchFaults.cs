namespace ImageForge.Core.Detection;

/// <summary>Finds rules for a path that stop meaning what they say once the file is replaced.</summary>
/// <remarks>
/// The kernel keeps such a rule by inode and makes it anew when the path comes to be another file, which is how most
/// programs write one. Two things are lost then (seen with Linux 6.1: decision 0022). The program that it asks for is
/// no longer recognised: <c>exe=</c> never matches again, <c>exe!=</c> always. And rules of one path are reversed at
/// every second time. Rules for a folder or for calls keep both, and one of them that was loaded before a path's rule
/// goes before it wherever the two meet.
/// </remarks>
internal static class WatchFaults
{
    private const string RuleForFolder = "a rule with -S and dir= of the folder, before this one: it stays as it is";

    public static IEnumerable<AuditRuleFault> Of(IReadOnlyList<AuditRule> rules)
    {
        var watches = rules.Where(rule => PathOf(rule) is { } path && !NeverReplaced(path)).ToList();
        var programs =
            from rule in watches
            where rule.Fields.Any(field => AuditRuleLine.NameOf(field) == "exe")
            select new AuditRuleFault(
                rule.Line,
                $"it asks for a program, and the kernel forgets which once {PathOf(rule)} is replaced or made",
                "make what names a program " + RuleForFolder);
        var clashes =
            from watch in watches.GroupBy(PathOf)
            from later in watch.Select((rule, at) => (Rule: rule, Earlier: watch.Take(at)))
            let clash = later.Earlier.FirstOrDefault(earlier => IsOrderSeen(earlier, later.Rule))
            where clash is not null
            select new AuditRuleFault(
                later.Rule.Line,
                $"it may match what line {clash.Line} matches, and the kernel reverses the rules of one path each "
                + $"second time {watch.Key} is replaced",
                "let conditions part the two (auid=unset and auid!=unset, other calls), or make the exception "
                    + RuleForFolder);
        return programs.Concat(clashes);
    }

    private static string? PathOf(AuditRule rule) => rule.List == "exit"
        ? rule.Fields.FirstOrDefault(field => field.StartsWith("path=", StringComparison.Ordinal))?["path=".Length..]
        : null;

    // The kernel's own switches.
    private static bool NeverReplaced(string path) => path.StartsWith("/proc/", StringComparison.Ordinal);

    private static bool IsOrderSeen(AuditRule one, AuditRule other)
    {
        var sameSaid = one.Action == other.Action
            && one.Keys.All.SequenceEqual(other.Keys.All, StringComparer.Ordinal);
        var otherCalls = !one.SystemCalls.IsEmpty && !other.SystemCalls.IsEmpty
            && !one.SystemCalls.Intersect(other.SystemCalls).Any();
        return !sameSaid && !otherCalls && !one.Fields.Any(left => other.Fields.Any(right =>
            Excludes(left, right, recorded: one.Records && other.Records)));
    }

    // No event meets both conditions.
    private static bool Excludes(string left, string right, bool recorded)
    {
        if (AuditRuleLine.NameOf(left) is var name && name != AuditRuleLine.NameOf(right))
        {
            return false;
        }

        // A file opened for reading and writing is both: recorded under either key, but left out by a never rule.
        if (name == "perm")
        {
            return recorded && !ValueOf(left).Intersect(ValueOf(right)).Any();
        }

        return (IsNegated(left), IsNegated(right)) switch
        {
            (false, false) => IsEqual(left) && IsEqual(right) && ValueOf(left) != ValueOf(right),
            (true, true) => false,
            _ => (IsEqual(left) || IsEqual(right)) && ValueOf(left) == ValueOf(right),
        };
    }

    private static string ValueOf(string condition) =>
        condition[AuditRuleLine.NameOf(condition).Length..].TrimStart('=', '!');

    private static bool IsEqual(string condition) => condition[AuditRuleLine.NameOf(condition).Length] == '=';

    private static bool IsNegated(string condition) => condition[AuditRuleLine.NameOf(condition).Length] == '!';
}
