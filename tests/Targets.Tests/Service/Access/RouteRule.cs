using ImageForge.Engine.Access;

namespace ImageForge.Targets.Tests.Service.Access;

/// <summary>Whom a route must answer.</summary>
/// <param name="Operation">Method and path as the published description has them: <c>GET /v1/fleets</c>.</param>
/// <param name="Roles">Empty: everybody.</param>
/// <param name="BodyOf">
/// A request that speaks for an instance, by its name; needed where instances are answered, so that one can try to
/// speak for another.
/// </param>
internal sealed record RouteRule(string Operation, Role[] Roles, Func<string, string>? BodyOf = null);
