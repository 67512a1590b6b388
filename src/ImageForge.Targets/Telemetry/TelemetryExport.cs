using ImageForge.Engine;
using ImageForge.Engine.Telemetry;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ImageForge.Targets.Telemetry;

/// <summary>
/// Sends spans and metrics over OTLP for as long as it lives. In the background and from bounded queues: a collector
/// that is slow or gone costs numbers, never work.
/// </summary>
public sealed class TelemetryExport : IDisposable
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(3);
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;
    private readonly ExportFaults _faults;

    private TelemetryExport(TracerProvider traces, MeterProvider metrics, ExportFaults faults) =>
        (_traces, _metrics, _faults) = (traces, metrics, faults);

    /// <summary>Starts it if the standard variables name a collector; null if they do not, or switch it off.</summary>
    /// <param name="service">Who sends: <c>imageforge</c> or <c>imageforge-server</c>.</param>
    /// <param name="logs">Gets one warning when the collector cannot be reached.</param>
    /// <param name="traces">More sources of spans.</param>
    /// <param name="metrics">More sources of metrics.</param>
    /// <exception cref="ForgeException">A variable is wrong (Usage).</exception>
    public static TelemetryExport? Start(
        string service, ILoggerFactory logs, Action<TracerProviderBuilder>? traces = null,
        Action<MeterProviderBuilder>? metrics = null)
    {
        if (!TelemetryWish.IsThere())
        {
            return null;
        }

        TelemetryWish.Check();
        var faults = new ExportFaults(logs.CreateLogger<TelemetryExport>());
        var resource = ResourceBuilder.CreateDefault()
            .AddService(service, serviceVersion: VersionText, serviceInstanceId: Environment.MachineName)
            .AddEnvironmentVariableDetector();
        var tracing = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource(ForgeTraces.SourceName).AddOtlpExporter();
        traces?.Invoke(tracing);
        var metering = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(ForgeMetrics.MeterName).AddOtlpExporter();
        metrics?.Invoke(metering);
        return new TelemetryExport(tracing.Build(), metering.Build(), faults);
    }

    public void Dispose()
    {
        // What is left is sent, within a limit; whoever waits for a command must not wait for its numbers.
        _traces.ForceFlush((int)StopMax.TotalMilliseconds);
        _metrics.ForceFlush((int)StopMax.TotalMilliseconds);
        _faults.Dispose();
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static string VersionText =>
        typeof(TelemetryExport).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "0.0.0";
}
