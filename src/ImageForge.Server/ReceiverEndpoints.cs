using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine.Detection;
using ImageForge.Engine.Sensors;
using ImageForge.Server.Access;
using ImageForge.Server.Detections;

namespace ImageForge.Server;

/// <summary>
/// What instances may say: who they are (once), and how their sensors are. Everything they send is a stranger's.
/// </summary>
internal sealed partial class ReceiverEndpoints(
    IEnrolments enrolments, IHeartbeats heartbeats, DetectionPort detections, GuessLimit guesses, TimeProvider time,
    ILogger<ReceiverEndpoints> logger)
{
    private const int DetectionBytesMax = 16 * 1024;
    private const string RetryAfterSeconds = "10";
    private const int SecretLengthMin = 32;
    private const int SecretLengthMax = 256;
    private const int SensorsMax = 32;
    private const int StateLengthMax = 256;
    private const string Scheme = "Bearer ";

    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/health/live", () => TypedResults.Ok());
        routes.MapPost("/v1/enrol", EnrolAsync);
        routes.MapPost("/v1/beats", BeatAsync);
        routes.MapPost("/v1/detections", DetectAsync);
    }

    private async Task<IResult> EnrolAsync(
        EnrolRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        if (!InstanceName().IsMatch(request.Instance)
            || request.Secret.Length is < SecretLengthMin or > SecretLengthMax
            || !Printable().IsMatch(request.Secret))
        {
            return TypedResults.BadRequest();
        }

        var instance = new InstanceId(request.Instance);
        return Bearer(context) is { } token
            && await enrolments.ExchangeAsync(instance, token, request.Secret, cancellationToken)
            ? TypedResults.NoContent()
            : Refuse("an enrolment", instance, context);
    }

    private async Task<IResult> BeatAsync(BeatRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        if (!IsWellFormed(request))
        {
            return TypedResults.BadRequest();
        }

        var instance = new InstanceId(request.Instance);
        if (Bearer(context) is not { } secret
            || !await enrolments.AuthenticateAsync(instance, secret, cancellationToken))
        {
            return Refuse("a beat", instance, context);
        }

        var sensors = request.Sensors.ToImmutableSortedDictionary(
            sensor => sensor.Key,
            sensor => new SensorReading(sensor.Value.Healthy, sensor.Value.State, ToTime(sensor.Value.LastEventAt)),
            StringComparer.Ordinal);
        await heartbeats.RecordAsync(
            new Heartbeat(instance, time.GetUtcNow(), request.Image, sensors), cancellationToken);
        return TypedResults.NoContent();
    }

    // Read before its sender is known, as it names itself in it: bounded, and nothing follows before it is proved.
    private async Task<IResult> DetectAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (detections.Desk is not { } desk)
        {
            // The receiver alone knows no schedule. Who has something to report keeps it until a service is there.
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        if (await DetectionDesk.ReadAsync(context.Request, DetectionBytesMax, cancellationToken) is not { } body)
        {
            return TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        var reading = desk.Read(body);
        if (DetectionDesk.OnlyOne(reading) is not { } instance || !InstanceName().IsMatch(instance.Value))
        {
            return TypedResults.BadRequest();
        }

        return Bearer(context) is { } secret
            && await enrolments.AuthenticateAsync(instance, secret, cancellationToken)
            ? (await desk.TakeAsync(
                reading, new DetectionSource($"instance {instance}", instance), context, cancellationToken)).Result
            : Refuse("a detection", instance, context);
    }

    // Once there were too many it is silent in the log too: refusing must cost less than being refused.
    private IResult Refuse(string what, InstanceId instance, HttpContext context)
    {
        if (guesses.Count(context) is { } wait)
        {
            context.Response.Headers.RetryAfter =
                Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        logger.LogWarning("Refused {What} in the name of {Instance}", what, instance);
        return TypedResults.Unauthorized();
    }

    private static bool IsWellFormed(BeatRequest request) =>
        InstanceName().IsMatch(request.Instance)
        && ImageText().IsMatch(request.Image)
        && request.Sensors.Count <= SensorsMax
        && request.Sensors.All(sensor =>
            InstanceName().IsMatch(sensor.Key)
            && sensor.Value is { State.Length: <= StateLengthMax }
            && Printable().IsMatch(sensor.Value.State)
            && sensor.Value.LastEventAt is null or >= 0 and <= 253402300799);

    private static DateTimeOffset? ToTime(long? seconds) =>
        seconds is { } value ? DateTimeOffset.FromUnixTimeSeconds(value) : null;

    private static string? Bearer(HttpContext context) =>
        context.Request.Headers.Authorization is [{ } header]
        && header.StartsWith(Scheme, StringComparison.Ordinal)
        && header.Length <= Scheme.Length + SecretLengthMax
            ? header[Scheme.Length..]
            : null;

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,39}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InstanceName();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,63}@[0-9a-f]{12}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ImageText();

    // No control characters: the text ends up on people's terminals.
    [GeneratedRegex(@"^[^\p{C}]*\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Printable();
}
