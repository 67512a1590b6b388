using System.Globalization;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Leases;

/// <summary>
/// A lease's holder as a process: boot, pid namespace, pid, start time. Lets the next one follow a killed process at
/// once, where it can be sure that it is dead.
/// </summary>
internal static class HolderProcess
{
    private const int FirstPid = 1;

    // Two containers of one machine share the boot, and each has its own process 7.
    private static readonly string Namespace = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "unknown";

    /// <summary>This very process.</summary>
    public static string Current { get; } = Write(Environment.ProcessId, RunningProcess.StartTimeOf);

    /// <summary>True only if the process is one of this machine and certainly gone; a doubt counts as alive.</summary>
    public static bool IsDead(string process)
    {
        if (process.Split(' ') is not [var boot, var space, var pid, var start]
            || boot != RunningProcess.Boot || space != Namespace || Namespace == "unknown"
            || !int.TryParse(pid, CultureInfo.InvariantCulture, out var number)
            || !long.TryParse(start, CultureInfo.InvariantCulture, out var startTime))
        {
            return false;
        }

        try
        {
            // Where /proc hides processes of others (hidepid), hidden looks like gone: the first process shows which.
            return RunningProcess.StartTimeOf(FirstPid) is not null
                && RunningProcess.StartTimeOf(number) != startTime;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The text of a process of this boot and namespace.</summary>
    internal static string Write(int pid, Func<int, long?> startTimeOf) =>
        $"{RunningProcess.Boot} {Namespace} {pid} {startTimeOf(pid) ?? 0}";
}
