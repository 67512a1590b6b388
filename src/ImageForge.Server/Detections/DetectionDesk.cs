using System.Threading.RateLimiting;
using ImageForge.Core.Detection;
using ImageForge.Core.Fleets;
using ImageForge.Engine.Detection;
using ImageForge.Server.Api;
using ImageForge.Server.Bells;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Detections;

/// <summary>
/// Where detections come in, whichever port they come by: reads them, hands them to the engine, rings where one took an
/// instance, and says what became of them.
/// </summary>
public sealed class DetectionDesk(DetectionIntake intake, BellBoard bells, TimeProvider time) : IDisposable
{
    /// <summary>The largest message: a thousand of Falco's.</summary>
    public const int BodyBytesMax = 1024 * 1024;

    // A burst of a whole incident, then one every twentieth of a second: what is more comes again, or together.
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(
        source => RateLimitPartition.GetTokenBucketLimiter(source, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = 200,
            TokensPerPeriod = 20,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));

    /// <summary>The bytes of a message; null where they are more than so many.</summary>
    public static async Task<byte[]?> ReadAsync(
        HttpRequest request, int bytesMax, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await request.Body.ReadAsync(buffer, cancellationToken) is var count and > 0)
            {
                if (body.Length + count > bytesMax)
                {
                    return null;
                }

                body.Write(buffer, 0, count);
            }

            return body.ToArray();
        }
        catch (BadHttpRequestException exception)
            when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            // It says so itself, before it is read.
            return null;
        }
    }

    /// <summary>What a message holds; the time is that of its arrival.</summary>
    public DetectionReading Read(byte[] body) => DetectionForms.Read(body, time.GetUtcNow());

    /// <summary>Takes a message of a sender that was proved.</summary>
    public async Task<Results<Ok<DetectionReceipt>, ProblemHttpResult>> TakeAsync(
        DetectionReading reading, DetectionSource source, HttpContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reading);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(context);
        using var lease = _limiter.AttemptAcquire(source.By);
        if (!lease.IsAcquired)
        {
            context.Response.Headers.RetryAfter = "1";
            return Problem(
                StatusCodes.Status429TooManyRequests, "too many at once",
                $"{source.By} has sent more than 200 messages at once, or 20 a second");
        }

        if (reading is { Detections.IsEmpty: true, Faults.IsEmpty: false })
        {
            return Problem(
                StatusCodes.Status400BadRequest, "no detection", string.Join("; ", reading.Faults.Distinct().Take(3)));
        }

        var outcomes = await intake.ReceiveAsync(reading.Detections, source, cancellationToken);
        if (outcomes.Any(outcome => outcome is { Taken: true, State: DetectionOutcomeState.Recorded }))
        {
            await bells.AnswerSoonAsync(cancellationToken);
        }

        return outcomes switch
        {
            [{ State: DetectionOutcomeState.NotYours } first, ..] =>
                Problem(StatusCodes.Status403Forbidden, "not yours", first.Decision),
            [_, ..] when outcomes.All(outcome => outcome.State == DetectionOutcomeState.Unknown) =>
                Problem(StatusCodes.Status404NotFound, "no such instance", outcomes[0].Decision),
            _ => TypedResults.Ok(new DetectionReceipt(
                [.. outcomes.Select(DetectionReceiptLine.Of)], reading.Passed, reading.Faults)),
        };
    }

    /// <summary>The instance that all of a message speaks of; null if they are several, or none.</summary>
    public static InstanceId? OnlyOne(DetectionReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return reading.Detections.Select(detection => detection.Instance).Distinct().ToList() is [{ } only]
            ? new InstanceId(only)
            : null;
    }

    public void Dispose() => _limiter.Dispose();

    private static ProblemHttpResult Problem(int status, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title);
}
