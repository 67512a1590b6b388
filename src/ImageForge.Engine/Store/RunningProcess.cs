using System.Globalization;

namespace ImageForge.Engine.Store;

/// <summary>What tells a process from a later one with its pid.</summary>
public static class RunningProcess
{
    /// <summary>The id of this boot of the machine.</summary>
    public static string Boot { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>Start of a process in clock ticks since boot; null if none runs by that pid. A zombie does not
    /// run.</summary>
    // Field 22 of /proc/PID/stat. The command name (field 2) may hold spaces and brackets: count from the last ')'.
    public static long? StartTimeOf(int pid)
    {
        const int StateAfterName = 0;
        const int StartTimeAfterName = 19;
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[StateAfterName] is "Z" or "X"
                ? null
                : long.Parse(fields[StartTimeAfterName], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // Gone, or going while we read (ESRCH arrives as IOException).
            return null;
        }
    }
}
