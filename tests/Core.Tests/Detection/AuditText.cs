using System.Globalization;
using System.Text;
using ImageForge.Core.Detection;

namespace ImageForge.Core.Tests.Detection;

/// <summary>
/// Writes an audit trail in auditd's text, enriched as auditd 3.0.9 does it. Two or more keys are hex joined by 0x01.
/// </summary>
internal sealed class AuditText
{
    private const long Began = 1_790_000_000_000;
    private readonly StringBuilder _text = new();
    private long _serial = 100;
    private long _milliseconds = Began;

    public static DateTimeOffset Start => DateTimeOffset.FromUnixTimeMilliseconds(Began);

    public override string ToString() => _text.ToString();

    /// <summary>The head of a record: of the event that was begun last.</summary>
    public string Head(string type) => string.Create(
        CultureInfo.InvariantCulture,
        $"type={type} msg=audit({_milliseconds / 1000}.{_milliseconds % 1000:000}:{_serial}): ");

    public AuditText Begin(int afterMilliseconds = 10)
    {
        _serial++;
        _milliseconds += afterMilliseconds;
        return this;
    }

    public AuditText Line(string line)
    {
        _text.Append(line).Append('\n');
        return this;
    }

    public AuditText Mark(string mark, uint loginId) => Begin().Line(
        $"{Head("USER")}pid=9 uid=0 auid={loginId} ses=1 subj=unconfined msg='text={mark} exe=\"/usr/sbin/auditctl\" "
        + "hostname=? addr=? terminal=? res=success'\u001dUID=\"root\" AUID=\"unknown(41000)\"");

    public AuditText Call(
        uint? loginId, string[] keys, string path = "/etc/shadow", long exit = 3, int afterMilliseconds = 10,
        string name = "openat") => Begin(afterMilliseconds)
            .Line($"{Head("SYSCALL")}arch=c000003e syscall=257 success={(exit < 0 ? "no" : "yes")} exit={exit} a0=1 "
                + $"items=1 ppid=8 pid=9 auid={loginId ?? uint.MaxValue} uid=0 gid=0 euid=0 tty=(none) ses=1 "
                + $"comm=\"cat\" exe=\"/usr/bin/cat\" subj=unconfined key={Keys(keys)}"
                + $"\u001dARCH=x86_64 SYSCALL={name} AUID=\"x\" UID=\"root\"")
            .Line($"{Head("CWD")}cwd=\"/root\"")
            .Line($"{Head("PATH")}item=0 name=\"{path}\" inode=12 dev=fe:00 nametype=NORMAL\u001dOUID=\"root\"")
            .Line($"{Head("PROCTITLE")}proctitle=636174002F6574632F736861646F77")
            .Line(Head("EOE"));

    public static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    public static string[] Rule(string tier, string id, params string[] techniques) =>
        [$"tier:{tier}", $"if:{id}", .. techniques.Select(technique => $"attack:{technique}")];

    private static string Keys(string[] keys) => keys.Length switch
    {
        0 => "(null)",
        1 => $"\"{keys[0]}\"",
        _ => Hex(string.Join(AuditKeys.Separator, keys)),
    };
}
