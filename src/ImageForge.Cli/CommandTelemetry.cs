using System.Runtime.CompilerServices;
using ImageForge.Targets.Telemetry;
using Microsoft.Extensions.Logging;

namespace ImageForge.Cli;

/// <summary>Spans and metrics of a command, for those whose work is worth following.</summary>
internal static class CommandTelemetry
{
    /// <summary>Begins to send if the standard variables ask for it; disposing sends what is left.</summary>
    public static IDisposable? Start(ILoggerFactory logs) => TelemetryWish.IsThere() ? Export(logs) : null;

    // A method of its own: what it names is loaded when it is first called, and most commands never call it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TelemetryExport? Export(ILoggerFactory logs) => TelemetryExport.Start("imageforge", logs);
}
