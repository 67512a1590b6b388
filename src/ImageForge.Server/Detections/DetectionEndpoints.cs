using System.ComponentModel;
using System.Globalization;
using ImageForge.Core.Fleets;
using ImageForge.Engine.Access;
using ImageForge.Engine.Detection;
using ImageForge.Server.Access;
using ImageForge.Server.Api;
using ImageForge.Targets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ImageForge.Server.Detections;

/// <summary>Detections: in, and as they stand.</summary>
public sealed class DetectionEndpoints(DetectionDesk desk, Rooms rooms)
{
    private static readonly string[] MediaTypes = ["application/json", "application/x-ndjson", "application/ndjson"];

    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapPost("/v1/detections", PostAsync).WithName("reportDetections")
            .WithSummary("Takes what sensors report")
            .WithDescription(
                "A JSON object, an array of them, or NDJSON; each object in one of four forms. Ours: {instance, "
                + "sensor, rule, severity: alert|signal, techniques, at, summary}, with cloudId or address in the "
                + "place of instance. Falco's json_output, osquery's result log, and {instance, audit: [records]} of "
                + "auditd with our keys. The same report again is answered the same and has no second effect. What "
                + "follows is said by the fleet's schedule (onDetection).")
            .AllowRoles(Role.Detector, Role.Instance)
            .WithoutAudit("the fleet's chain keeps what is reported and by whom; a storm of it is added up there")
            .Accepts<object>("application/json", "application/x-ndjson")
            .WithMetadata(new RequestSizeLimitAttribute(DetectionDesk.BodyBytesMax))
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        routes.MapGet("/v1/detections", ListAsync).WithName("listDetections")
            .WithSummary("Detections, the latest first, and what became of the instances they took").AllowReaders()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapGet("/v1/detections/{detection}", ShowAsync).WithName("showDetection")
            .WithSummary("One detection, and what became of its instance").AllowReaders()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private async Task<Results<Ok<DetectionReceipt>, ProblemHttpResult>> PostAsync(
        HttpContext context, CancellationToken cancellationToken)
    {
        if (!MediaTypes.Contains(context.Request.ContentType?.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase))
        {
            return TypedResults.Problem(
                $"send {string.Join(" or ", MediaTypes)}", statusCode: StatusCodes.Status415UnsupportedMediaType,
                title: "wrong media type");
        }

        return await DetectionDesk.ReadAsync(context.Request, DetectionDesk.BodyBytesMax, cancellationToken) is { } body
            ? await desk.TakeAsync(desk.Read(body), SourceOf(context), context, cancellationToken)
            : TypedResults.Problem(
                $"a message has at most {DetectionDesk.BodyBytesMax} bytes: send several",
                statusCode: StatusCodes.Status413PayloadTooLarge, title: "too large");
    }

    private async Task<Ok<DetectionListAnswer>> ListAsync(
        [AsParameters] PageQuery page, HttpContext context, [Description("Of this fleet only.")] string? fleet,
        CancellationToken cancellationToken)
    {
        var all = await rooms.Detections.ListAsync(
            fleet is null ? null : new FleetName(fleet), cancellationToken);
        var (shown, next) = page.Cut(context, all, KeyOf);
        return TypedResults.Ok(new DetectionListAnswer([.. shown.Select(DetectionAnswer.Of)], next));
    }

    private async Task<Results<Ok<DetectionAnswer>, ProblemHttpResult>> ShowAsync(
        string detection, CancellationToken cancellationToken) =>
        await rooms.Detections.FindAsync(detection, cancellationToken) is { } found
            ? TypedResults.Ok(DetectionAnswer.Of(found))
            : TypedResults.Problem(
                "no detection is kept under that name", statusCode: StatusCodes.Status404NotFound, title: "not found");

    // In the order of the list: the latest first, then by name.
    private static string KeyOf(DetectionStanding standing) => string.Create(
        CultureInfo.InvariantCulture,
        $"{DateTimeOffset.MaxValue.Ticks - standing.Record.ReportedAt.UtcTicks:D19}.{standing.Record.Event.Detection}");

    private static DetectionSource SourceOf(HttpContext context)
    {
        var caller = context.RequireCaller();
        return new DetectionSource(
            $"{caller}", caller.Kind == ActorKind.Instance ? new InstanceId(caller.Id) : null);
    }
}
