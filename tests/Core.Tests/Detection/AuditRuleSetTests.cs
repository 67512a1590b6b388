using ImageForge.Core.Detection;

namespace ImageForge.Core.Tests.Detection;

/// <summary>Rules as text: what the kernel would refuse is seen before anything boots.</summary>
public sealed class AuditRuleSetTests
{
    private const string Keys = "-k tier:alert -k if:one -k attack:T1082";

    [Fact]
    public void A_rule_is_read_with_all_it_says()
    {
        var set = AuditRuleSet.Parse($"""
            -D
            -b 8192
            -a never,exit -F dir=/etc -F perm=r -F exe=/usr/sbin/sshd
            -a always,exit -F arch=b64 -S openat,open -F dir=/root -F perm=wa {Keys} -k attack:T1033
            -e 2
            """);

        Assert.Empty(set.Faults);
        Assert.Equal([false, true], set.Rules.Select(rule => rule.Records));
        var rule = set.Rules[1];
        Assert.Equal((4, "one", AuditTier.Alert), (rule.Line, rule.Keys.RuleId, rule.Keys.Tier));
        Assert.Equal(["openat", "open"], rule.SystemCalls);
        Assert.Equal(["arch=b64", "dir=/root", "perm=wa"], rule.Fields);
        Assert.Equal(["T1033", "T1082"], set.Techniques);
    }

    [Theory]
    [InlineData("auid!=unset", true)]
    [InlineData("auid=1000", true)]
    [InlineData("auid=unset", false)]
    // Nobody's id is the highest number there is: these let it through.
    [InlineData("auid>=1000", false)]
    [InlineData("auid!=33", false)]
    [InlineData("euid=33", false)]
    public void A_rule_needs_a_login_where_nobody_would_not_match(string field, bool expected) =>
        Assert.Equal(
            expected, AuditRuleSet.Parse($"-a always,exit -F path=/x -F {field} {Keys}").NeedsLoginId("one"));

    [Theory]
    [InlineData("-a always,exit -F dir=/x -F exe!=/a -F exe!=/b " + Keys, "exe is asked for twice")]
    [InlineData("-a always,exit -F comm=sh " + Keys, "the kernel has no field comm")]
    [InlineData("-a always,exit -F path=/x -k attack:T1082", "names its tier, its id and a technique")]
    [InlineData("-a always,exit -F path=/x " + Keys + " -k attack:1082", "\"attack:1082\" is no key that is known")]
    [InlineData("-a always,exit " + Keys + " -F path", "\"path\" is no condition")]
    [InlineData("-a always,sometimes -F path=/x " + Keys, "is no list of rules")]
    [InlineData("-a always,exit -f path=/x " + Keys, "\"-f\" is no part of a rule")]
    public void A_bad_rule_is_refused_in_words(string line, string expected)
    {
        var fault = Assert.Single(AuditRuleSet.Parse(line).Faults);

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.WayOut);
    }

    [Fact]
    public void Keys_fit_the_kernel_to_the_byte()
    {
        const string Before = "-a always,exit -F path=/x -k tier:alert -k if:";
        var many = string.Concat(Enumerable.Range(0, 13).Select(index => $" -k attack:T{1000 + index}.001"));

        // 10 + 3 + 13 × 16 bytes and 14 joints are 235 without the id's own.
        Assert.Empty(AuditRuleSet.Parse(Before + new string('i', 21) + many).Faults);
        Assert.Contains(
            "257 bytes",
            Assert.Single(AuditRuleSet.Parse(Before + new string('i', 22) + many).Faults).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_one_id_say_the_same()
    {
        var fault = Assert.Single(AuditRuleSet.Parse($"""
            -a always,exit -F path=/a {Keys}
            -a always,exit -F path=/b {Keys}
            -a always,exit -F path=/c {Keys} -k attack:T1033
            """).Faults);

        Assert.Equal((3, true), (fault.Line, fault.Message.Contains("line 1", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_mutation_takes_out_what_speaks_for_a_technique()
    {
        var set = AuditRuleSet.Parse($"""
            -a always,exit -F path=/a {Keys}
            -a always,exit -F path=/b -k tier:alert -k if:two -k attack:T1033
            """);

        Assert.Equal(["T1033"], set.Without("T1082").Techniques);
    }

    [Fact]
    public void A_job_fills_in_the_folder_in_both_spellings_and_ends_its_lines()
    {
        var job = ScenarioJob.Of(
            new Scenario
            {
                Id = "x", Title = "x", Technique = "T1082", Run = "$PathToAtomicsFolder/a PathToAtomicsFolder/b",
                Prerequisites = [new ScenarioPrerequisite("test -e PathToAtomicsFolder", null)],
            },
            "/opt/atomics");

        Assert.Equal("/opt/atomics/a /opt/atomics/b\n", job.RenderedRun);
        Assert.Equal("test -e /opt/atomics\n", job.Prerequisites[0].Check);
        Assert.Equal("", job.RenderedEffect);
        Assert.Equal(TimeSpan.FromSeconds(20 + 15 + 20.5), job.HostLimit);
    }
}
