using System.Diagnostics.Tracing;
using Microsoft.Extensions.Logging;

namespace ImageForge.Targets.Telemetry;

/// <summary>
/// Hears what the exporter has to complain of, and says the first of it: it tries again every few seconds for as long
/// as the collector is gone.
/// </summary>
internal sealed partial class ExportFaults(ILogger logger) : EventListener
{
    private const string Sources = "OpenTelemetry-Exporter";
    private int _told;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        ArgumentNullException.ThrowIfNull(eventSource);
        if (eventSource.Name.StartsWith(Sources, StringComparison.Ordinal))
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        ArgumentNullException.ThrowIfNull(eventData);

        // Called by the base constructor too, for sources that were there before: then there is no logger yet.
        if (logger is null || Interlocked.Exchange(ref _told, 1) != 0)
        {
            return;
        }

        // The first line of it: traces of exceptions are among what comes along.
        var what = string.Join(", ", eventData.Payload ?? new([])).Split('\n', 2)[0].Trim();
        Unsent(logger, what.Length > 0 ? what : eventData.EventName ?? "no reason given");
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Telemetry does not arrive at its collector; the work goes on, and this is said once: {Reason}")]
    private static partial void Unsent(ILogger logger, string reason);
}
