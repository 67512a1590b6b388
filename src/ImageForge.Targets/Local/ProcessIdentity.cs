using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using ImageForge.Engine.Store;

namespace ImageForge.Targets.Local;

/// <summary>
/// A process that cannot be confused with another: pid, start time in clock ticks since boot, and which boot. A pid
/// alone is reused; a name says nothing.
/// </summary>
public sealed record ProcessIdentity(int Pid, long StartTime, string BootId)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>This very process.</summary>
    public static ProcessIdentity Current { get; } = Of(Environment.ProcessId)!;

    /// <summary>Null if no such process runs; a zombie does not run.</summary>
    public static ProcessIdentity? Of(int pid) =>
        RunningProcess.StartTimeOf(pid) is { } startTime
            ? new ProcessIdentity(pid, startTime, RunningProcess.Boot)
            : null;

    /// <summary>Every process started with this option and value, such as <c>-uuid</c> and a machine's own.</summary>
    public static IReadOnlyList<ProcessIdentity> FindByOption(string option, string value)
    {
        var found = new List<ProcessIdentity>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)
                && OptionOf(ReadArguments(pid), option) == value
                && Of(pid) is { } process)
            {
                found.Add(process);
            }
        }

        return found;
    }

    /// <summary>The arguments of a process; empty if it is gone or not ours to see.</summary>
    internal static string[] ReadArguments(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The argument after an option; null if it is not there.</summary>
    internal static string? OptionOf(string[] arguments, string option)
    {
        var index = Array.IndexOf(arguments, option);
        return index >= 0 && index + 1 < arguments.Length ? arguments[index + 1] : null;
    }

    /// <summary>True while exactly this process runs.</summary>
    [JsonIgnore]
    public bool IsAlive => BootId == RunningProcess.Boot && RunningProcess.StartTimeOf(Pid) == StartTime;

    /// <summary>Sends SIGKILL if the process still is the one meant. Does nothing if it is gone.</summary>
    public void Kill() => Signal("KILL");

    /// <summary>Sends SIGTERM if the process still is the one meant. Does nothing if it is gone.</summary>
    public void Terminate() => Signal("TERM");

    /// <summary>Waits until the process has ended; false if it still runs after <paramref name="limit"/>.</summary>
    public async Task<bool> WaitForExitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (IsAlive)
        {
            if (waited.Elapsed > limit)
            {
                return false;
            }

            await Task.Delay(PollInterval, cancellationToken);
        }

        return true;
    }

    private void Signal(string signal)
    {
        if (!IsAlive)
        {
            return;
        }

        // .NET can send SIGKILL only; kill(1) also says which signal was meant in a process listing.
        using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", $"{Pid}"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        });
        kill?.WaitForExit();
    }
}
