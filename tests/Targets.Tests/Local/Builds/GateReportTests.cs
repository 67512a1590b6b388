using System.Text;
using ImageForge.Core.Images;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.Targets.Tests.Local.Builds;

/// <summary>What is read out of the stream of a machine that may end at any byte.</summary>
public sealed class GateReportTests
{
    [Fact]
    public void A_whole_stream_is_read()
    {
        var report = GateReport.Parse(
            Line("hello", "-", 0, "") + Line("settled", "-", 0, "running\n") + Line(
                "check", "sshd-no-root-login", 1, "permitrootlogin yes\n")
            + Line("ports", "-", 0, "tcp LISTEN 0 511 0.0.0.0:80 0.0.0.0:*\n") + Line("done", "-", 0, ""));

        Assert.True(report.IsAlive);
        Assert.True(report.IsDone);
        Assert.Equal("running", report.Settled);
        Assert.Equal(new ScriptOutcome(1, "permitrootlogin yes"), report.Checks["sshd-no-root-login"]);
        Assert.Equal([new OpenPort(80, "tcp")], report.Listening!.Value);
    }

    [Fact]
    public void A_line_cut_at_any_byte_is_left_out()
    {
        var whole = Line("check", "first", 0, "fine");
        var last = Line("check", "second", 0, "a longer text that was being written when the machine ended");
        for (var cut = 0; cut < last.TrimEnd().Length; cut++)
        {
            Assert.Equal(["first"], GateReport.Parse(whole + last[..cut]).Checks.Keys);
        }

        Assert.Equal(["first", "second"], GateReport.Parse(whole + last).Checks.Keys);
    }

    [Fact]
    public void A_second_chance_replaces_the_first_outcome() =>
        Assert.Equal(
            new ScriptOutcome(0, "fine"),
            GateReport.Parse(Line("check", "slow", 124, "") + Line("check", "slow", 0, "fine")).Checks["slow"]);

    [Fact]
    public void Identities_are_read_by_path() =>
        Assert.Equal(
            [KeyValuePair.Create("/etc/machine-id", "0a1b"), KeyValuePair.Create("/etc/ssh/a b.pub", "2c")],
            GateReport.Parse(Line("identities", "-", 0, "2c  /etc/ssh/a b.pub\n0a1b  /etc/machine-id\n\n")).Identities);

    [Fact]
    public void Ports_that_could_not_be_read_are_unknown_not_none() =>
        Assert.Null(GateReport.Parse(Line("ports", "-", 127, "ss: not found")).Listening);

    [Theory]
    [InlineData("tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:*", "tcp/22")]
    [InlineData("tcp LISTEN 0 128 [::]:22 [::]:*", "tcp/22")]
    [InlineData("tcp LISTEN 0 128 *:8080 *:*", "tcp/8080")]
    [InlineData("udp UNCONN 0 0 10.0.2.15%eth0:68 0.0.0.0:*", "udp/68")]
    [InlineData("tcp LISTEN 0 128 127.0.0.1:25 0.0.0.0:*", "")]
    [InlineData("udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:*", "")]
    [InlineData("tcp LISTEN 0 128 [::1]:631 [::]:*", "")]
    [InlineData("tcp LISTEN 0 128 [::ffff:127.0.0.1]:9000 *:*", "")]
    public void Only_what_others_can_reach_counts(string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', GateReport.Listeners(line)));

    private static string Line(string kind, string id, int code, string output)
    {
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(output));
        return $"{kind} {id} {code} {text.Length} {text}\n";
    }
}
