using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ImageForge.Core.Images;

namespace ImageForge.Targets.Local.Builds;

/// <summary>What the runner in the instance has reported so far.</summary>
/// <param name="IsAlive">The runner has said hello.</param>
/// <param name="IsDone">It ran to its end.</param>
/// <param name="Settled">What systemd answered when the boot was over: <c>running</c>, <c>degraded</c>; null before
/// that.</param>
/// <param name="Checks">Outcome by control id.</param>
/// <param name="Identities">SHA-256 by path of what tells the instance from others; null before they were read.</param>
/// <param name="Listening">Ports beyond loopback; null before they were read, or where they could not be.</param>
internal sealed record GateReport(
    bool IsAlive, bool IsDone, string? Settled, ImmutableSortedDictionary<string, ScriptOutcome> Checks,
    ImmutableSortedDictionary<string, string>? Identities, ImmutableArray<OpenPort>? Listening)
{
    private const int Fields = 5;
    private const int LocalAddress = 4;

    /// <summary>
    /// Reads the stream as far as it is whole; a line that was cut, or is not the runner's, is left out.
    /// </summary>
    public static GateReport Parse(string stream)
    {
        var report = new GateReport(
            false, false, null, ImmutableSortedDictionary<string, ScriptOutcome>.Empty, null, null);
        foreach (var line in stream.Split('\n'))
        {
            var fields = line.Split(' ');
            if (fields.Length == Fields
                && int.TryParse(fields[2], CultureInfo.InvariantCulture, out var code)
                && int.TryParse(fields[3], CultureInfo.InvariantCulture, out var length) && length == fields[4].Length
                && TryDecode(fields[4]) is { } output)
            {
                report = report.With(fields[0], fields[1], code, output);
            }
        }

        return report;
    }

    /// <summary>The local addresses of <c>ss -Hlntu</c> that others can reach, each port once.</summary>
    public static ImmutableArray<OpenPort> Listeners(string output) =>
    [
        .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns.Length > LocalAddress)
            .Select(columns => (Protocol: columns[0], Local: columns[LocalAddress]))
            .Select(socket => (socket.Protocol, socket.Local, Colon: socket.Local.LastIndexOf(':')))
            .Where(socket => !IsLoopback(socket.Local[..socket.Colon]))
            .Select(socket => new OpenPort(
                int.Parse(socket.Local.AsSpan(socket.Colon + 1), CultureInfo.InvariantCulture), socket.Protocol))
            .Distinct()
            .Order(),
    ];

    private GateReport With(string kind, string id, int code, string output) => kind switch
    {
        "hello" => this with { IsAlive = true },
        "settled" => this with { Settled = output.Trim() },
        "check" => this with { Checks = Checks.SetItem(id, new ScriptOutcome(code, output.TrimEnd())) },
        "identities" => this with { Identities = DigestsOf(output) },
        "ports" when code == 0 => this with { Listening = Listeners(output) },
        "done" => this with { IsDone = true },
        _ => this,
    };

    // "digest  path", as sha256sum prints.
    private static ImmutableSortedDictionary<string, string> DigestsOf(string output) => output.Split('\n')
        .Select(line => line.Split("  ", 2))
        .Where(fields => fields.Length == 2)
        .DistinctBy(fields => fields[1])
        .ToImmutableSortedDictionary(fields => fields[1], fields => fields[0], StringComparer.Ordinal);

    // 127.0.0.53%lo, [::1], [::ffff:127.0.0.1]
    private static bool IsLoopback(string address)
    {
        var host = address.Split('%')[0].Trim('[', ']');
        return host == "::1"
            || host.StartsWith("127.", StringComparison.Ordinal)
            || host.StartsWith("::ffff:127.", StringComparison.Ordinal);
    }

    private static string? TryDecode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }
}
