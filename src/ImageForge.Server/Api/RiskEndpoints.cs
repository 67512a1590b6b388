using ImageForge.Core.Risk;
using ImageForge.Engine;
using ImageForge.Server.Access;
using ImageForge.Targets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Api;

/// <summary>What is known of risks, and who accepted which. Changes nothing: a waiver is a file that people
/// review.</summary>
public sealed class RiskEndpoints(Rooms rooms, TimeProvider time)
{
    private const int EventsMax = 1000;

    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/v1/risks", ListAsync).WithName("listRisks").WithTags("risks").AllowReaders()
            .WithSummary("Every risk that reviews found, those that are mitigated too")
            .WithDescription("`image`, `fleet`, `state` and `late` narrow the list.");
        routes.MapGet("/v1/risks/{risk}", ShowAsync).WithName("showRisk").WithTags("risks").AllowReaders()
            .WithSummary("One risk: where it is, how it is dated, and what happened with it")
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/v1/waivers", Waivers).WithName("listWaivers").WithTags("risks").AllowReaders()
            .WithSummary("Risks that somebody accepted for a time")
            .WithDescription(
                "As the files under images/waivers say. There is no other way to accept one: it is reviewed, dated and "
                    + "signed off where definitions are.")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private async Task<Ok<RiskListAnswer>> ListAsync(
        [AsParameters] PageQuery page, string? image, string? fleet, RiskState? state, bool? late,
        HttpContext context, CancellationToken cancellationToken)
    {
        var all = (await rooms.Risks.RecentAsync(cancellationToken)).Where(risk =>
            (image is null || risk.Image.Value == image) && (state is null || risk.State == state)
            && (late is null || risk.IsLate == late)
            && (fleet is null || risk.Fleets.Any(carrier => carrier.Fleet.Value == fleet)));
        var (shown, next) = page.Cut(context, all, KeyOf);
        return TypedResults.Ok(new RiskListAnswer([.. shown.Select(RiskLine.Of)], next));
    }

    private async Task<Ok<RiskAnswer>> ShowAsync(string risk, CancellationToken cancellationToken)
    {
        var found = (await rooms.Risks.RecentAsync(cancellationToken))
            .Where(standing => string.Equals(
                standing.Record.Key.Subject, risk, StringComparison.OrdinalIgnoreCase))
            .OrderBy(KeyOf, StringComparer.Ordinal).ToList();
        if (found.Count == 0)
        {
            throw new ForgeException(
                ForgeError.NotFound, $"no image has or had a risk {risk}, as far as reviews found",
                "/v1/risks lists those that were found");
        }

        var story = await rooms.Risks.StoryAsync(found[0].Record.Key.Subject, cancellationToken);
        return TypedResults.Ok(new RiskAnswer(
            found[0].Record.Key.Subject, [.. found.Select(RiskLine.Of)],
            [.. story.OrderBy(told => told.At).TakeLast(EventsMax).Select(RiskEventLine.Of)]));
    }

    private Ok<WaiverListAnswer> Waivers([AsParameters] PageQuery page, HttpContext context)
    {
        var now = time.GetUtcNow();
        var (shown, next) = page.Cut(context, rooms.Definitions.ReadWaivers(), waiver => waiver.Id);
        return TypedResults.Ok(new WaiverListAnswer(
            [.. shown.Select(waiver => new WaiverLine(
                waiver.Id, waiver.Subject, waiver.Image.Value, waiver.Version, waiver.Owner, waiver.Reason,
                waiver.EndsAt, waiver.EndsAt <= now))],
            next));
    }

    private static string KeyOf(RiskStanding risk) =>
        $"{risk.Record.Key.Subject} {risk.Image} {risk.Record.Key.Source} {risk.Record.Key.Kind}";
}
