using System.Text.RegularExpressions;
using ImageForge.Core.Detection;

namespace ImageForge.Engine.Tests.Images;

/// <summary>
/// The audit rules as text: a bad line would be seen only in an instance, as a sensor with a rule too few.
/// </summary>
public sealed class AuditRulesTests
{
    private static readonly Regex Rule = new(
        @"^-a (always|never),(exit|exclude)( -F arch=b(64|32) -S [a-z0-9_,]+)?"
            + @"( -F [a-z0-9_]+(=|!=|&|>=)\S+)*( -k \S+)*$",
        RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private static readonly string[] Lines =
        File.ReadAllLines(Path.Combine(ShippedImages.Folder, "sensors/auditd/audit.rules"));

    private static readonly AuditRuleSet Set = AuditRuleSet.Parse(string.Join('\n', Lines));

    private static IEnumerable<string> Rules => Lines.Where(line => line.StartsWith("-a", StringComparison.Ordinal));

    [Fact]
    public void Every_line_is_a_comment_a_setting_or_a_rule() =>
        Assert.DoesNotContain(Lines, line =>
            line.Length > 0 && line[0] != '#' && !Rule.IsMatch(line)
            && line is not ("-c" or "-D" or "-e 0" or "-b 8192" or "-f 1" or "-e 2"));

    [Fact]
    public void Loading_goes_on_after_a_bad_line_and_ends_locked()
    {
        var settings = Lines.Where(line => line.Length > 0 && line[0] != '#').ToList();

        Assert.Equal("-c", settings[0]);
        Assert.Equal("-D", settings[1]);
        Assert.Equal("-e 2", settings[^1]);
    }

    [Fact]
    public void No_rule_is_there_twice() => Assert.Equal(Rules.Count(), Rules.Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void What_is_recorded_names_tier_id_and_techniques_in_keys_that_the_kernel_takes()
    {
        Assert.Empty(Set.Faults);
        Assert.Equal(Rules.Count(), Set.Rules.Length);
        Assert.True(Set.Techniques.Length >= 35, $"{Set.Techniques.Length} techniques");
    }

    // Every one is a round trip to the kernel at boot, under emulation. 215 cost no more than 159 did: alone 16.8 s to
    // a healthy sensor against 19.7 s, three at once 35.8 s against 41.2 s, one after the other on a busy machine
    // (`Benchmarks boot`). Beyond that nobody has measured.
    [Fact]
    public void There_are_no_more_than_boots_have_time_for() =>
        Assert.True(Set.Rules.Length <= 220, $"{Set.Rules.Length} rules");

    // Without a list of calls a directory is asked about at every call there is, at 78 times the price of getppid.
    [Fact]
    public void A_rule_for_a_directory_lists_its_calls() =>
        Assert.DoesNotContain(Set.Rules, rule => rule.SystemCalls.IsEmpty
            && rule.Fields.Any(condition => condition.StartsWith("dir=", StringComparison.Ordinal)));

    [Fact]
    public void A_rule_excepts_at_most_one_program() =>
        Assert.DoesNotContain(Rules, rule => rule.Split("-F exe").Length > 2);

    // The first match wins, and hides every later rule for the same object.
    [Fact]
    public void Nothing_is_hidden_behind_a_rule_for_the_same_object()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Assert.All(Rules, rule => Assert.True(seen.Add(rule.Split(" -k ")[0]), rule));
    }
}
