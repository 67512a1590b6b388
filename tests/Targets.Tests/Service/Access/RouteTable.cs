using System.Text.Json;
using ImageForge.Engine.Access;

namespace ImageForge.Targets.Tests.Service.Access;

/// <summary>
/// Who may do what, written down a second time: a route that is published and not here, or here and not published,
/// fails <see cref="RouteAccessTests"/>. A new route is a new line.
/// </summary>
internal static class RouteTable
{
    private static readonly Func<string, string> Reported = instance => JsonSerializer.Serialize(new
    {
        instance, sensor = "auditd", rule = "shell", severity = "signal", techniques = new[] { "T1059" },
        at = DateTimeOffset.UtcNow, summary = "a shell",
    });

    private static readonly Role[] Everybody = [];
    private static readonly Role[] Readers = [Role.Viewer, Role.Operator, Role.Approver];

    public static readonly RouteRule[] All =
    [
        new("GET /health/live", Everybody),
        new("GET /health/ready", Everybody),
        new("GET /session", Everybody),
        new("POST /session", Everybody),
        new("POST /session/end", Readers),
        new("GET /v1/fleets", Readers),
        new("GET /v1/fleets/{fleet}", Readers),
        new("GET /v1/images", Readers),
        new("GET /v1/risks", Readers),
        new("GET /v1/webhooks", Readers),
        new("GET /v1/detections", Readers),
        new("GET /v1/detections/{detection}", Readers),
        new("POST /v1/detections", [Role.Detector, Role.Instance], Reported),
    ];
}
