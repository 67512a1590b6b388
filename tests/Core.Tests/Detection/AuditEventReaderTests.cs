using System.Globalization;
using System.Text;
using ImageForge.Core.Detection;

namespace ImageForge.Core.Tests.Detection;

/// <summary>Records as auditd writes them become events, whatever the trail of an attacked machine holds.</summary>
public sealed class AuditEventReaderTests
{
    private const uint Attack = 41001;

    [Fact]
    public void Records_of_one_stamp_are_one_event()
    {
        var text = new AuditText().Call(Attack, AuditText.Rule("alert", "shadow-read", "T1003.008", "T1110.002"));

        var happened = Assert.Single(AuditEventReader.Read($"{text}").Events);

        Assert.Equal((101, Attack, "openat"), (happened.Serial, happened.LoginId, happened.SystemCall));
        Assert.Equal((true, 3), (happened.Success, happened.Exit));
        Assert.Equal(("/usr/bin/cat", "cat", "/root"), (happened.Executable, happened.Command, happened.Directory));
        Assert.Equal(["SYSCALL", "CWD", "PATH", "PROCTITLE"], happened.Types);
        Assert.Equal(["/etc/shadow"], happened.Paths);
        Assert.Equal(AuditText.Start.AddMilliseconds(10), happened.Time);
    }

    [Fact]
    public void Several_keys_come_in_hex_joined_by_one_byte_and_one_comes_quoted()
    {
        var text = new AuditText()
            .Call(Attack, AuditText.Rule("alert", "shadow-read", "T1003.008", "T1110.002"))
            .Call(Attack, ["attack:T1082"])
            .Call(Attack, []);

        var events = AuditEventReader.Read($"{text}").Events;

        Assert.Equal((AuditTier.Alert, "shadow-read"), (events[0].Keys.Tier, events[0].Keys.RuleId));
        Assert.Equal(["T1003.008", "T1110.002"], events[0].Keys.Techniques);
        Assert.Equal(["T1082"], events[1].Keys.Techniques);
        Assert.Null(events[1].Keys.Tier);
        Assert.Empty(events[2].Keys.All);
    }

    [Fact]
    public void Events_interleave_and_are_told_apart_by_serial()
    {
        var first = $"{new AuditText().Call(Attack, ["attack:T1082"], "/one")}".TrimEnd().Split('\n');
        var second = $"{new AuditText().Begin().Call(41002, ["attack:T1033"], "/two")}".TrimEnd().Split('\n');
        var mixed = first.Zip(second, (one, two) => $"{one}\n{two}\n");

        var events = AuditEventReader.Read(string.Concat(mixed)).Events;

        Assert.Equal(2, events.Length);
        Assert.Equal(["/one", "/two"], events.Select(happened => Assert.Single(happened.Paths)));
        Assert.Equal([Attack, 41002u], events.Select(happened => happened.LoginId!.Value));
    }

    [Fact]
    public void Bare_hex_is_text_and_quoted_text_is_literal_and_null_is_none()
    {
        var text = new AuditText().Begin();
        text.Line($"{text.Head("SYSCALL")}syscall=59 success=yes exit=0 auid=4294967295 comm={AuditText.Hex("a b")} "
                + $"exe=\"/tmp/616263\" key=(null)\u001dSYSCALL=execve")
            .Line($"{text.Head("CWD")}cwd={AuditText.Hex("/srv/zwei Wörter")}")
            .Line($"{text.Head("PATH")}item=0 name={AuditText.Hex("/tmp/\"x\"")} nametype=NORMAL")
            .Line($"{text.Head("PATH")}item=1 name=(null) nametype=PARENT")
            .Line(text.Head("EOE"));

        var happened = Assert.Single(AuditEventReader.Read($"{text}").Events);

        Assert.Equal(("a b", "/tmp/616263"), (happened.Command, happened.Executable));
        Assert.Equal("/srv/zwei Wörter", happened.Directory);
        Assert.Equal(["/tmp/\"x\"", ""], happened.Paths);
        Assert.Null(happened.LoginId);
    }

    // What the sender wrote must not pass for what the kernel said: everything after the mark is a copy for people.
    [Fact]
    public void What_enrichment_adds_is_cut_off_first()
    {
        var text = new AuditText().Begin();
        text.Line($"{text.Head("SYSCALL")}syscall=2 success=yes exit=3 auid=41001 key=\"attack:T1082\""
            + "\u001dARCH=x86_64 SYSCALL=open AUID=\"7\" key=\"attack:T1003\" auid=7");

        var happened = Assert.Single(AuditEventReader.Read($"{text}").Events);

        Assert.Equal(Attack, happened.LoginId);
        Assert.Equal(["T1082"], happened.Keys.Techniques);
        Assert.Equal("open", happened.SystemCall);
    }

    [Fact]
    public void A_long_argument_is_joined_over_several_records()
    {
        var text = new AuditText().Begin();
        text.Line($"{text.Head("EXECVE")}argc=3 a0=\"sh\" a1_len=12 a1[0]={AuditText.Hex("echo o")}")
            .Line($"{text.Head("EXECVE")}a1[1]={AuditText.Hex("ne two")} a2=\"last\"")
            .Line(text.Head("EOE"));

        var happened = Assert.Single(AuditEventReader.Read($"{text}").Events);

        Assert.Equal(["sh", "echo one two", "last"], happened.Arguments);
    }

    [Fact]
    public void What_user_space_sends_needs_no_end_and_its_words_are_not_believed()
    {
        var text = new AuditText().Begin();
        text.Line($"{text.Head("USER_CMD")}pid=1 uid=0 auid=41002 ses=1 "
            + "msg='cwd=\"/\" auid=41001 key=\"attack:T1082\"'");

        var happened = Assert.Single(AuditEventReader.Read($"{text}").Events);

        Assert.Equal(41002u, happened.LoginId);
        Assert.Empty(happened.Keys.All);
        Assert.Contains("auid=41001", happened.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_its_end_is_not_read()
    {
        var whole = $"{new AuditText().Call(Attack, ["attack:T1082"])}";
        var keyless = whole[..whole.IndexOf("key=", StringComparison.Ordinal)];

        var trail = AuditEventReader.Read(keyless);

        Assert.True(trail.IsCut);
        Assert.Empty(trail.Events);
        Assert.False(AuditEventReader.Read(whole).IsCut);
    }

    [Fact]
    public void An_event_that_is_delivered_twice_counts_once()
    {
        var once = $"{new AuditText().Call(Attack, ["attack:T1082"])}";

        Assert.Single(AuditEventReader.Read(once + once).Events);
    }

    // After a restore serials begin again, and time goes on: the stamp is both.
    [Fact]
    public void The_same_serial_at_another_time_is_another_event()
    {
        var before = $"{new AuditText().Call(Attack, ["attack:T1082"])}";
        var after = $"{new AuditText().Call(Attack, ["attack:T1082"], afterMilliseconds: 5000)}";

        Assert.Equal(2, AuditEventReader.Read(before + after).Events.Length);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("type=SYSCALL msg=audit(1790000000.123): no serial")]
    [InlineData("type=SYSCALL msg=audit(99999999999999999999.123:1): too late")]
    [InlineData("type=SYSCALL msg=audit(1790000000.123:99999999999999999999): too many")]
    [InlineData("type=SYSCALL msg=audit(")]
    [InlineData(" msg=audit(1790000000.123:1): type=SYSCALL")]
    public void What_is_no_record_is_counted_and_passed_over(string line)
    {
        var trail = AuditEventReader.Read($"{line}\n{new AuditText().Call(Attack, ["attack:T1082"])}");

        Assert.Equal(1, trail.MalformedCount);
        Assert.Single(trail.Events);
    }

    [Theory]
    [InlineData("SYSCALL", "auid=41001 key=")]
    [InlineData("SYSCALL", "auid=-5 exit=x success= key=\"")]
    [InlineData("EXECVE", "a=1 a99999999999=2 a[0]=3 a-1=4 argc=")]
    [InlineData("EXECVE", "=x == a0")]
    [InlineData("PATH", "name=")]
    [InlineData("USER", "msg='")]
    [InlineData("AVC", "")]
    public void A_spoiled_record_spoils_no_reading(string type, string body)
    {
        var text = new AuditText().Begin();
        text.Line(text.Head(type) + body).Call(Attack, ["attack:T1082"]);

        Assert.Equal(2, AuditEventReader.Read($"{text}").Events.Length);
    }

    [Fact]
    public void A_denial_is_told_by_who_denied_it()
    {
        var text = new AuditText().Begin();
        text.Line($"{text.Head("AVC")}apparmor=\"DENIED\" operation=\"exec\" name=\"/tmp/x\"")
            .Line($"{text.Head("SYSCALL")}syscall=59 success=no exit=-13 auid=41001 key=(null)")
            .Line(text.Head("EOE")).Begin();
        text.Line($"{text.Head("AVC")}avc:  denied  {{ read }} for  pid=1 comm=\"x\"").Begin();
        text.Line($"{text.Head("SECCOMP")}auid=41001 uid=0 sig=31 syscall=101").Begin();
        text.Line($"{text.Head("AVC")}apparmor=\"ALLOWED\" operation=\"exec\"");

        var events = AuditEventReader.Read($"{text}").Events;

        Assert.Equal(["apparmor", "selinux", "seccomp", null], events.Select(happened => happened.DeniedBy));
        Assert.Equal([true, true, true, false], events.Select(happened => happened.IsDenial));
    }

    [Theory]
    [InlineData(-13, true)]
    [InlineData(-1, true)]
    [InlineData(-2, false)]
    [InlineData(3, false)]
    public void Only_a_refusal_of_a_watched_call_is_a_denial(long exit, bool expected)
    {
        var keyed = $"{new AuditText().Call(Attack, ["attack:T1082"], exit: exit)}";
        var free = $"{new AuditText().Call(Attack, [], exit: exit)}";

        Assert.Equal(expected, AuditEventReader.Read(keyed).Events[0].IsDenial);
        Assert.False(AuditEventReader.Read(free).Events[0].IsDenial);
    }

    // 1,000 events that never end, then others: what is kept open is bounded, and nothing is lost.
    [Fact]
    public void Events_without_an_end_close_by_age_and_by_number()
    {
        var text = new StringBuilder();
        for (var serial = 1; serial <= 5000; serial++)
        {
            text.Append(CultureInfo.InvariantCulture, $"type=SYSCALL msg=audit(1790000000.000:{serial}): auid=41001\n");
        }

        text.Append("type=SYSCALL msg=audit(1790000009.000:6000): auid=41001\n");

        Assert.Equal(5001, AuditEventReader.Read($"{text}").Events.Length);
    }

    [Fact]
    public void A_hostile_argument_is_kept_up_to_a_limit()
    {
        var text = new AuditText().Begin();
        var part = new string('x', 60_000);
        text.Line($"{text.Head("EXECVE")}argc=2 a0=\"sh\" a1[0]=\"{part}\"")
            .Line($"{text.Head("EXECVE")}a1[1]=\"{part}\"")
            .Line(text.Head("EOE"));

        var happened = Assert.Single(AuditEventReader.Read($"{text}").Events);

        Assert.Equal(64 * 1024, happened.Arguments.Sum(argument => argument.Length));
    }
}
