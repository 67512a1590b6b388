using ImageForge.Engine.Access;

namespace ImageForge.Targets.Tests.Service.Access;

/// <summary>
/// Who may do what, written down a second time: a route that is published and not here, or here and not published,
/// fails <see cref="RouteAccessTests"/>. A new route is a new line.
/// </summary>
internal static class RouteTable
{
    private static readonly Role[] Everybody = [];
    private static readonly Role[] Readers = [Role.Viewer, Role.Operator, Role.Approver];

    public static readonly RouteRule[] All =
    [
        new("GET /health/live", Everybody),
        new("GET /health/ready", Everybody),
        new("GET /v1/fleets", Readers),
        new("GET /v1/fleets/{fleet}", Readers),
        new("GET /v1/images", Readers),
        new("GET /v1/risks", Readers),
    ];
}
