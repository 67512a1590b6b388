using System.Globalization;
using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>
/// How much of the processor a process takes beside others. Does nothing for whoever may not raise priorities
/// (<c>CAP_SYS_NICE</c>, which root has not in every container): one once given up would not come back.
/// </summary>
internal static class ProcessorShare
{
    // CAP_SYS_NICE's bit (capabilities(7)).
    private const int SysNice = 23;

    // A tenth of the weight of those at 0 (sched(7)).
    private const string Yielding = "10";
    private const string Full = "0";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Never fails: nothing hangs on it.</summary>
    public static async Task SetAsync(ProcessIdentity process, bool yields, CancellationToken cancellationToken)
    {
        if (!MayRaise())
        {
            return;
        }

        // Each thread has a priority of its own, and the processors of a machine are threads; where the kernel groups
        // by session, that of the session counts (sched(7), autogroup). What has ended meanwhile has none.
        var nice = yields ? Yielding : Full;
        try
        {
            var threads = Directory.EnumerateDirectories($"/proc/{process.Pid}/task").Select(Path.GetFileName);
            await HostCommand.RunAsync("renice", ["-n", nice, "-p", .. threads!], Limit, cancellationToken);
            await File.WriteAllTextAsync($"/proc/{process.Pid}/autogroup", nice, cancellationToken);
        }
        catch (Exception exception) when (exception
            is IOException or UnauthorizedAccessException or ForgeException or TargetException)
        {
            // A kernel without such groups, a host without renice, or a process that ended.
        }
    }

    private static bool MayRaise()
    {
        const string Effective = "CapEff:";
        var line = File.ReadLines("/proc/self/status")
            .First(line => line.StartsWith(Effective, StringComparison.Ordinal));
        var held = ulong.Parse(line[Effective.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (held & (1UL << SysNice)) != 0;
    }
}
