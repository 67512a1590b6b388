namespace ImageForge.Server.Api;

/// <summary>How routes say how they are answered.</summary>
internal static class OnceRoutes
{
    /// <summary>The request is done once however often it is sent, by its idempotency key.</summary>
    public static RouteHandlerBuilder Once(this RouteHandlerBuilder route) =>
        route.WithMetadata(new IdempotentPosts.Once())
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>It takes the version of the fleet's rotation, and is refused where that is another one.</summary>
    public static RouteHandlerBuilder Versioned(this RouteHandlerBuilder route) =>
        route.WithMetadata(new FleetVersion.Honoured()).ProducesProblem(StatusCodes.Status412PreconditionFailed);

    /// <summary>The answer is sent as it comes, and has no tag but its own.</summary>
    public static RouteHandlerBuilder Streamed(this RouteHandlerBuilder route) =>
        route.WithMetadata(new EntityTags.Streamed());
}
