using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using ImageForge.Core.Fleets;
using ImageForge.Engine;
using ImageForge.Targets.Simulated.Serving;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server;

/// <summary>
/// The interface of a served cloud. Every path but the first names the cloud, so that nobody takes one that was started
/// anew on the same port for the one he knew.
/// </summary>
/// <param name="stopping">Lets go of calls that wait for an answer that never comes.</param>
public sealed partial class CloudEndpoints(ServedCloud cloud, CancellationToken stopping)
{
    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/v1/cloud", () => TypedResults.Json(cloud.Card, CloudJson.Default.CloudCard));
        var known = routes.MapGroup("/v1/clouds/{cloud}").AddEndpointFilter(CheckAsync);
        known.MapGet("/report", () => TypedResults.Json(cloud.Report(), CloudJson.Default.CloudReport));
        known.MapPut("/images", (Delegate)RegisterAsync);
        known.MapGet(
            "/fleets", () => TypedResults.Json(cloud.Fleets, CloudJson.Default.ImmutableArrayFleetEntry));
        known.MapGet("/fleets/{fleet}", LookAsync);
        known.MapPut("/fleets/{fleet}", EnsureAsync);
        known.MapDelete("/fleets/{fleet}", Remove);
        known.MapPost("/fleets/{fleet}/acts", ActAsync);
        known.MapGet("/fleets/{fleet}/users", (string fleet) => TypedResults.StatusCode(
            cloud.Serves(new FleetName(fleet))
                ? StatusCodes.Status200OK
                : StatusCodes.Status503ServiceUnavailable));
        known.MapDelete("/instances/{instance}", (string instance) =>
        {
            cloud.End(new InstanceId(instance));
            return TypedResults.NoContent();
        });
    }

    private async Task<IResult> RegisterAsync(HttpContext context)
    {
        cloud.Register(await ReadAsync(context, CloudJson.Default.CloudImage));
        return TypedResults.NoContent();
    }

    private async Task<IResult> LookAsync(string fleet, CancellationToken cancellationToken) => TypedResults.Json(
        await cloud.LookAsync(new FleetName(fleet), cancellationToken), CloudJson.Default.LookAnswer);

    private async Task<IResult> EnsureAsync(string fleet, HttpContext context)
    {
        var terms = await ReadAsync(context, CloudJson.Default.FleetTerms);
        if (terms.Fleet.Value != fleet)
        {
            throw new TargetException($"the terms of {terms.Fleet} are none of {fleet}");
        }

        cloud.Ensure(terms);
        return TypedResults.NoContent();
    }

    private NoContent Remove(string fleet)
    {
        cloud.Remove(new FleetName(fleet));
        return TypedResults.NoContent();
    }

    private async Task<IResult> ActAsync(string fleet, HttpContext context)
    {
        var request = await ReadAsync(context, CloudJson.Default.ActRequest);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        if (!await cloud.ActAsync(new FleetName(fleet), request, waiting.Token))
        {
            // A lost answer is one on the wire too: the connection breaks.
            context.Abort();
        }

        return TypedResults.NoContent();
    }

    // JSON that says so: a page in a browser cannot send that to another address unasked.
    private static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> shape)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new TargetException("only application/json is read");
        }

        try
        {
            return await context.Request.ReadFromJsonAsync(shape, context.RequestAborted)
                ?? throw new TargetException("null says nothing");
        }
        catch (JsonException exception)
        {
            throw new TargetException($"it cannot be read: {exception.Message}", isTransient: false, exception);
        }
    }

    private async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var values = context.HttpContext.Request.RouteValues;
        if ((string?)values["cloud"] != cloud.Id)
        {
            return Refused(StatusCodes.Status410Gone, Refusal.Of(new ForgeException(
                ForgeError.External, "the simulated cloud that was asked is gone; another one answers in its place",
                "what ran in it is gone with it; the same command again works on the new one")));
        }

        if (!IsName(values["fleet"]) || !IsName(values["instance"]))
        {
            return Refused(
                StatusCodes.Status400BadRequest, Refusal.Of(new TargetException("a name has letters, digits and -")));
        }

        try
        {
            return await next(context);
        }
        catch (TargetException exception)
        {
            return Refused(StatusOf(exception), Refusal.Of(exception));
        }
        catch (ForgeException exception)
        {
            return Refused(StatusCodes.Status404NotFound, Refusal.Of(exception));
        }
    }

    private static bool IsName(object? value) => value is null || Name().IsMatch((string)value);

    private static int StatusOf(TargetException exception) => exception switch
    {
        { IsThrottled: true } => StatusCodes.Status429TooManyRequests,
        { IsCapacity: true } => StatusCodes.Status507InsufficientStorage,
        { IsTransient: true } => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status409Conflict,
    };

    private static JsonHttpResult<Refusal> Refused(int status, Refusal refusal) =>
        TypedResults.Json(refusal, CloudJson.Default.Refusal, contentType: null, status);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
