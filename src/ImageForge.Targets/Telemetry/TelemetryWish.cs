using ImageForge.Engine;

namespace ImageForge.Targets.Telemetry;

/// <summary>
/// Whether anybody wants telemetry, by the variables that OpenTelemetry's own specification names. Apart from what
/// sends it, so that a command without it loads nothing of that.
/// </summary>
public static class TelemetryWish
{
    /// <summary>Names the collector; <c>serve --otlp</c> stands for it.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Endpoints =
        [Endpoint, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>True if a collector is named, and the SDK is not switched off.</summary>
    public static bool IsThere() =>
        Endpoints.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })
        && !string.Equals(
            Environment.GetEnvironmentVariable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses what the SDK would pass over in silence.</summary>
    /// <exception cref="ForgeException">A variable holds no address (Usage).</exception>
    public static void Check()
    {
        foreach (var name in Endpoints)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } text)
            {
                Parse(text, name);
            }
        }
    }

    // What stands before an @ may be a password.
    private static string Shown(string text) => text.Contains('@') ? "what it says" : $"'{text}'";

    /// <summary>The address of a collector.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="where">Where, for people.</param>
    /// <exception cref="ForgeException">It is no address (Usage).</exception>
    public static Uri Parse(string text, string where) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && url.UserInfo.Length == 0
            ? url
            : throw new ForgeException(
                ForgeError.Usage, $"{where}: {Shown(text)} is no address of a collector",
                "write http:// or https://, host and port, without a user name: http://127.0.0.1:4317 for gRPC; for "
                    + "HTTP http://127.0.0.1:4318 and OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");
}
