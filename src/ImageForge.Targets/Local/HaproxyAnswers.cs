using System.Globalization;
using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>Reads what HAProxy's admin socket prints.</summary>
internal static class HaproxyAnswers
{
    // Bits of srv_admin_state: forced, inherited and resolver maintenance. Bit 4 only says "configured disabled".
    private const int MaintenanceBits = 0x01 | 0x02 | 0x20;
    private const int DrainBits = 0x08 | 0x10;
    private const int Running = 2;

    /// <summary>The servers out of <c>show stat</c> followed by <c>show servers state</c>.</summary>
    /// <exception cref="TargetException">
    /// A server or a column is missing: a part is never passed off as the whole.
    /// </exception>
    public static IReadOnlyList<HaproxyServerView> ParseServers(string answer)
    {
        var lines = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var statistics = Table(lines, "# pxname,", ',').ToDictionary(row => row["svname"], StringComparer.Ordinal);
        var states = Table(lines, "# be_id ", ' ').ToList();
        if (statistics.Count != states.Count)
        {
            throw Unreadable($"{statistics.Count} servers in the statistics, {states.Count} in the states");
        }

        return [.. states.Select(state => ToView(state, statistics))];
    }

    private static HaproxyServerView ToView(
        Dictionary<string, string> state, Dictionary<string, Dictionary<string, string>> statistics)
    {
        var name = Field(state, "srv_name");
        if (!statistics.TryGetValue(name, out var numbers))
        {
            throw Unreadable($"no statistics of server {name}");
        }

        var admin = Number(state, "srv_admin_state");
        return new HaproxyServerView(
            name,
            (admin & MaintenanceBits) != 0 ? HaproxyMode.Maintenance
                : (admin & DrainBits) != 0 ? HaproxyMode.Drain
                : HaproxyMode.Ready,
            Number(state, "srv_op_state") == Running,
            Field(numbers, "check_status").TrimStart('*', ' '), // "* " marks a check that is running right now
            Number(numbers, "scur"),
            Number(numbers, "qcur"));
    }

    /// <summary>The process id out of <c>show info</c>; null if it is not there.</summary>
    public static int? ParsePid(string answer) => answer.Split('\n')
        .Where(line => line.StartsWith("Pid: ", StringComparison.Ordinal))
        .Select(line => int.TryParse(line.AsSpan(5), CultureInfo.InvariantCulture, out var pid) ? pid : (int?)null)
        .FirstOrDefault();

    // A table: a header line that starts with the mark, then one line a server, until a line of another width.
    private static IEnumerable<Dictionary<string, string>> Table(string[] lines, string mark, char separator)
    {
        var header = Array.FindIndex(lines, line => line.StartsWith(mark, StringComparison.Ordinal));
        if (header < 0)
        {
            throw Unreadable($"no line '{mark}…'");
        }

        var columns = lines[header][2..].Split(separator);
        return lines.Skip(header + 1)
            .Select(line => line.Split(separator))
            .TakeWhile(fields => fields.Length == columns.Length)
            .Select(fields => columns.Zip(fields)
                .Where(pair => pair.First.Length > 0)
                .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));
    }

    private static string Field(Dictionary<string, string> row, string column) =>
        row.TryGetValue(column, out var text) ? text : throw Unreadable($"no column {column}");

    private static int Number(Dictionary<string, string> row, string column) =>
        int.TryParse(Field(row, column), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Unreadable($"{column} is '{Field(row, column)}'");

    private static TargetException Unreadable(string what) => new($"the load balancer's answer makes no sense: {what}");
}
