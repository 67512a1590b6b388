using ImageForge.Core.Detection;

namespace ImageForge.Core.Tests.Detection;

/// <summary>
/// The kernel reverses the rules of one file and forgets their programs: they must mean the same without both.
/// </summary>
public sealed class WatchFaultsTests
{
    private const string Alert = "-k tier:alert -k if:one -k attack:T1003.008";
    private const string Signal = "-k tier:signal -k if:two -k attack:T1082";

    [Theory]
    [InlineData("-a never,exit -F path=/x -F perm=r -F uid=1", "-a always,exit -F path=/x -F perm=r " + Alert)]
    [InlineData("-a always,exit -F path=/x -F uid=1 " + Signal, "-a always,exit -F path=/x " + Alert)]
    [InlineData("-a always,exit -F path=/x -F auid!=unset " + Alert, "-a always,exit -F path=/x " + Signal)]
    [InlineData("-a never,exit -F path=/x", "-a always,exit -S truncate -F path=/x " + Alert)]
    // Opened for both, it would be left out.
    [InlineData("-a never,exit -F path=/x -F perm=r", "-a always,exit -F path=/x -F perm=wa " + Alert)]
    [InlineData("-a always,exit -F path=/x -F auid>=1000 " + Signal, "-a always,exit -F path=/x -F auid=0 " + Alert)]
    public void What_comes_first_by_chance_is_refused(string first, string second)
    {
        var fault = Assert.Single(AuditRuleSet.Parse($"{first}\n-a never,exit -F path=/y\n{second}\n").Faults);

        Assert.Equal(3, fault.Line);
        Assert.Contains("what line 1 matches", fault.Message, StringComparison.Ordinal);
        Assert.Contains("/x is replaced", fault.Message, StringComparison.Ordinal);
        Assert.Contains("dir= of the folder", fault.WayOut, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-a always,exit -F path=/x -F exe!=/a " + Alert)]
    [InlineData("-a always,exit -F path=/x -F exe=/a " + Alert)]
    [InlineData("-a never,exit -F path=/x -F exe=/a")]
    public void A_program_is_not_asked_for_where_the_kernel_forgets_it(string line)
    {
        var fault = Assert.Single(AuditRuleSet.Parse(line).Faults);

        Assert.Contains("once /x is replaced or made", fault.Message, StringComparison.Ordinal);
        Assert.Contains("dir= of the folder", fault.WayOut, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-a always,exit -F path=/proc/sys/kernel/core_pattern -F exe!=/a " + Alert)]
    [InlineData("-a always,exit -S open -F dir=/x -F exe!=/a " + Alert)]
    public void A_program_is_asked_for_where_nothing_is_replaced(string line) =>
        Assert.Empty(AuditRuleSet.Parse(line).Faults);

    [Theory]
    [InlineData("-a never,exit -F path=/x -F uid=1", "-a always,exit -F path=/x -F uid!=1 " + Alert)]
    [InlineData("-a always,exit -F path=/x -F uid=1 " + Signal, "-a always,exit -F path=/x -F uid=2 " + Alert)]
    [InlineData(
        "-a always,exit -F path=/x -F auid!=unset " + Alert, "-a always,exit -F path=/x -F auid=unset " + Signal)]
    [InlineData(
        "-a always,exit -S unlink -F path=/x " + Alert, "-a always,exit -S open,openat -F path=/x " + Signal)]
    [InlineData("-a always,exit -F path=/x -F perm=wa " + Alert, "-a always,exit -F path=/x -F perm=r " + Signal)]
    [InlineData("-a always,exit -F path=/x -F perm=wa " + Alert, "-a always,exit -F path=/x -F perm=r " + Alert)]
    [InlineData("-a never,exit -F path=/x -F perm=r", "-a never,exit -F path=/x -F uid=1")]
    [InlineData("-a never,exit -S open -F dir=/etc -F exe=/a", "-a always,exit -F path=/etc/x " + Alert)]
    [InlineData("-a always,exit -F path=/x " + Alert, "-a always,exit -F path=/y " + Signal)]
    public void What_conditions_part_or_the_kernel_keeps_in_place_is_taken(string first, string second) =>
        Assert.Empty(AuditRuleSet.Parse($"{first}\n{second}\n").Faults);
}
