using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine.Access;
using ImageForge.Engine.Images;
using ImageForge.Server.Access;
using ImageForge.Targets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Api;

/// <summary>
/// A person's word on a built version. Signed with the installation's key: an image whose policy names other keys is
/// decided at the command line, where those keys are.
/// </summary>
public sealed class ImageDecisionEndpoints(Rooms rooms, ImageReader images, TimeProvider time)
{
    private static readonly TimeSpan PinMax = TimeSpan.FromDays(10 * 365);

    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var image = routes.MapGroup("/v1/images/{image}").WithTags("images");
        image.MapPost("/promote", PromoteAsync).WithName("promoteImage").Once().AllowRoles(Role.Approver)
            .WithSummary("Releases a version that passed its gates, and makes a channel name it")
            .ProducesProblem(StatusCodes.Status403Forbidden);
        image.MapPost("/deprecate", DeprecateAsync).WithName("deprecateImage").Once().AllowRoles(Role.Approver)
            .WithSummary("Lets no new rotation go to a version; what runs on it runs on")
            .ProducesProblem(StatusCodes.Status403Forbidden);
        image.MapPost("/revoke", RevokeAsync).WithName("revokeImage").Once().AllowRoles(Role.Approver)
            .WithSummary("Launches nothing on a version any more; what runs on it should go. Never taken back")
            .ProducesProblem(StatusCodes.Status403Forbidden);
        image.MapPost("/pin", PinAsync).WithName("pinImage").Once().AllowRoles(Role.Operator, Role.Approver)
            .WithSummary("Keeps a version, however old it grows");
        image.MapPost("/remove", RemoveAsync).WithName("removeImage").Once().AllowRoles(Role.Approver)
            .WithSummary("Deprecates a version and removes its files, once nothing else refers to it")
            .WithDescription(
                "For the end of a Pulumi resource: its pin goes too. What still uses the version is named by the "
                    + "refusal, and then nothing has changed.");
        image.MapPost("/unpin", UnpinAsync).WithName("unpinImage").Once().AllowRoles(Role.Operator, Role.Approver)
            .WithSummary("Keeps it no longer for somebody");
    }

    private Task<Ok<ImageDecisionAnswer>> PromoteAsync(
        string image, PromoteRequest request, HttpContext context, CancellationToken cancellationToken) =>
        DecideAsync(image, context, request.Reason, async (artifact, policy, maker) =>
        {
            await rooms.Lifecycle.PromoteAsync(artifact, request.Channel, policy, maker, cancellationToken);
            return [];
        }, cancellationToken);

    private Task<Ok<ImageDecisionAnswer>> DeprecateAsync(
        string image, ReasonRequest request, HttpContext context, CancellationToken cancellationToken) =>
        DecideAsync(image, context, request.Reason, async (artifact, policy, maker) =>
        {
            await rooms.Lifecycle.DeprecateAsync(artifact, policy, maker, cancellationToken);
            return [];
        }, cancellationToken);

    private Task<Ok<ImageDecisionAnswer>> RevokeAsync(
        string image, RevokeRequest request, HttpContext context, CancellationToken cancellationToken) =>
        DecideAsync(image, context, request.Reason, async (artifact, policy, maker) =>
        {
            await rooms.Lifecycle.RevokeAsync(artifact, request.As, policy, maker, cancellationToken);
            return [.. (await rooms.UnfitMarks.MarkAsync(cancellationToken)).Select(
                fleet => new MarkedFleet(fleet.Fleet.Value, fleet.Marked))];
        }, cancellationToken);

    private Task<Ok<ImageDecisionAnswer>> PinAsync(
        string image, PinRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        if (request.Until is { } until && (until <= time.GetUtcNow() || until > time.GetUtcNow() + PinMax))
        {
            throw new RequestException(
                StatusCodes.Status422UnprocessableEntity, "that cannot be done",
                "until is not ahead, or more than ten years ahead", "leave it out to keep it until it is unpinned");
        }

        return DecideAsync(image, context, request.Reason, async (artifact, _, maker) =>
        {
            await rooms.Lifecycle.PinAsync(
                artifact.Id, HolderOf(request.Holder, context), request.Until, maker, cancellationToken);
            return [];
        }, cancellationToken);
    }

    private Task<Ok<ImageDecisionAnswer>> UnpinAsync(
        string image, UnpinRequest request, HttpContext context, CancellationToken cancellationToken) =>
        DecideAsync(image, context, request.Reason, async (artifact, _, maker) =>
        {
            await rooms.Lifecycle.UnpinAsync(
                artifact.Id, HolderOf(request.Holder, context), maker, cancellationToken);
            return [];
        }, cancellationToken);

    private async Task<Ok<RemovalAnswer>> RemoveAsync(
        string image, RemoveRequest request, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(new RemovalAnswer(image, await rooms.ImageRemoval.RunAsync(
            Line.Name(image, "image"), Line.Holder(request.Holder),
            new DecisionMaker(Caller.NameOf(context), Line.Reason(request.Reason)), cancellationToken)));

    private static string HolderOf(string? holder, HttpContext context) =>
        holder is null ? Caller.NameOf(context) : Line.Holder(holder);

    private async Task<Ok<ImageDecisionAnswer>> DecideAsync(
        string image, HttpContext context, string reason,
        Func<ImageArtifact, PromotionPolicy, DecisionMaker, Task<MarkedFleet[]>> decide,
        CancellationToken cancellationToken)
    {
        var artifact = await images.FindAsync(image, cancellationToken);
        var policy = rooms.Definitions.ReadPolicies(artifact.Id.Image.Value).Promotion;
        var marked = await decide(artifact, policy, new DecisionMaker(Caller.NameOf(context), Line.Reason(reason)));
        var after = await images.FindAsync($"{artifact.Id.Image}@{artifact.Id.PlanDigest.Hex}", cancellationToken);
        var history = await images.HistoryAsync(artifact.Id.Image, cancellationToken);
        return TypedResults.Ok(new ImageDecisionAnswer(
            ImageLine.Of(after, history), history.Of(artifact.Id).Pins, [.. marked]));
    }
}
