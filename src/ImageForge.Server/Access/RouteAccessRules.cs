using ImageForge.Engine.Access;

namespace ImageForge.Server.Access;

/// <summary>How routes say whom they answer. A route that does not say so answers nobody.</summary>
public static class RouteAccessRules
{
    /// <summary>Answers holders of these roles.</summary>
    public static TBuilder AllowRoles<TBuilder>(this TBuilder route, params Role[] roles)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new RouteAccess([.. roles]));

    /// <summary>Answers whoever may see things.</summary>
    public static TBuilder AllowReaders<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder =>
        route.AllowRoles(Role.Viewer, Role.Operator, Role.Approver);

    /// <summary>Answers everybody, without a token.</summary>
    public static TBuilder AllowEverybody<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new RouteAccess([]));

    /// <summary>Changes something and leaves no audit entry.</summary>
    /// <param name="why">What keeps its record instead, or why there is nothing to record.</param>
    public static TBuilder WithoutAudit<TBuilder>(this TBuilder route, string why)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new NotAudited(why));
}
