namespace ImageForge.Core.Tests.Detection;

/// <summary>What sensors send, true to their formats: an object a file.</summary>
internal static class SensorSamples
{
    /// <summary>Falco 0.4x, <c>json_output: true</c>, as its HTTP output posts it.</summary>
    public static string Falco { get; } = Read("falco-warning");

    public static string FalcoCritical { get; } = Read("falco-critical");

    /// <summary>osquery 5, filesystem logger, one differential row.</summary>
    public static string OsqueryAdded { get; } = Read("osquery-added");

    public static string OsqueryRemoved { get; } = Read("osquery-removed");

    public static string OsqueryBatch { get; } = Read("osquery-batch");

    public static string OsquerySnapshot { get; } = Read("osquery-snapshot");

    /// <summary>osquery's TLS logger puts results into an envelope.</summary>
    public static string OsqueryEnvelope =>
        $$"""{"node_key":"k","log_type":"result","data":[{{OsqueryAdded}},{{OsquerySnapshot}}]}""";

    public static string Plain { get; } = Read("plain");

    /// <summary>What the beacon sends of one event of ours.</summary>
    public static string Beacon(string tier = "alert", string id = "shadow-write")
    {
        var trail = new AuditText().Call(1000, AuditText.Rule(tier, id, "T1098", "T1136.001")).ToString();
        var record = trail.Split('\n').Single(line => line.StartsWith("type=SYSCALL", StringComparison.Ordinal));
        return $$"""{"instance":"web-k3f9x2","audit":[{{System.Text.Json.JsonSerializer.Serialize(record)}}]}""";
    }

    public static IReadOnlyList<string> All =>
    [
        Falco, FalcoCritical, OsqueryAdded, OsqueryRemoved, OsqueryBatch, OsquerySnapshot, OsqueryEnvelope, Plain,
        Beacon(), $"[{Falco},{Plain}]", $"{Falco}\n{OsqueryAdded}\n",
    ];

    private static string Read(string name) => File.ReadAllText(
        Path.Combine(AppContext.BaseDirectory, "Detection", "recorded", $"{name}.json")).TrimEnd('\n');
}
