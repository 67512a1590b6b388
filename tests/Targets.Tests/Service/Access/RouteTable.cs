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
    private static readonly Role[] Operators = [Role.Operator];
    private static readonly Role[] Approvers = [Role.Approver];
    private static readonly Role[] Both = [Role.Operator, Role.Approver];
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
        new("GET /v1/fleets/{fleet}/instances", Readers),
        new("GET /v1/fleets/{fleet}/instances/{instance}", Readers),
        new("GET /v1/fleets/{fleet}/plan", Readers),
        new("POST /v1/fleets/{fleet}/plan", Readers),
        new("GET /v1/fleets/{fleet}/rotation", Readers),
        new("POST /v1/fleets/{fleet}/rotations", Operators),
        new("POST /v1/fleets/{fleet}/rotation/pause", Operators),
        new("POST /v1/fleets/{fleet}/rotation/resume", Operators),
        new("POST /v1/fleets/{fleet}/rotation/approve", Approvers),
        new("POST /v1/fleets/{fleet}/rotation/cancel", Both),
        new("POST /v1/fleets/{fleet}/rotation/rollback", Operators),
        new("POST /v1/fleets/{fleet}/remove", Approvers),
        new("GET /v1/rotations", Readers),
        new("GET /v1/rotations/{rotation}", Readers),
        new("GET /v1/schedules", Readers),
        new("GET /v1/images", Readers),
        new("GET /v1/images/{image}", Readers),
        new("GET /v1/images/{image}/packages", Readers),
        new("GET /v1/images/{image}/gates", Readers),
        new("GET /v1/images/{image}/documents/{document}", Readers),
        new("POST /v1/images/{image}/promote", Approvers),
        new("POST /v1/images/{image}/deprecate", Approvers),
        new("POST /v1/images/{image}/revoke", Approvers),
        new("POST /v1/images/{image}/pin", Both),
        new("POST /v1/images/{image}/unpin", Both),
        new("POST /v1/images/{image}/remove", Approvers),
        new("GET /v1/definitions/{image}", Readers),
        new("GET /v1/definitions/{image}/plan", Readers),
        new("GET /v1/artifacts", Readers),
        new("GET /v1/channels", Readers),
        new("GET /v1/gates", Readers),
        new("GET /v1/risks", Readers),
        new("GET /v1/risks/{risk}", Readers),
        new("GET /v1/waivers", Readers),
        new("GET /v1/journal", Readers),
        new("GET /v1/journal/{chain}", Readers),
        new("GET /v1/events", Readers),
        new("POST /v1/builds", Operators),
        new("POST /v1/hotfixes", Operators),
        new("GET /v1/jobs", Readers),
        new("GET /v1/jobs/{job}", Readers),
        new("POST /v1/jobs/{job}/cancel", Operators),
        new("GET /v1/webhooks", Readers),
        new("GET /v1/detections", Readers),
        new("GET /v1/detections/{detection}", Readers),
        new("POST /v1/detections", [Role.Detector, Role.Instance], Reported),
    ];
}
