using System.Threading.RateLimiting;
using ImageForge.Core.Fleets;

namespace ImageForge.Server;

/// <summary>
/// Answers refused requests, and bounds what refusing costs: after 60 a minute it answers 429 and is silent in the
/// log. Good requests never pass here, so nobody can lock an instance out by guessing in its name.
/// </summary>
public sealed class FailureLimit(ILogger<FailureLimit> logger) : IDisposable
{
    private const int RefusalsPerMinute = 60;

    private readonly FixedWindowRateLimiter _limiter = new(new FixedWindowRateLimiterOptions
    {
        PermitLimit = RefusalsPerMinute,
        Window = TimeSpan.FromMinutes(1),
        QueueLimit = 0,
    });

    /// <summary>401, or 429 once there were too many.</summary>
    /// <param name="what">What was refused, for the log.</param>
    /// <param name="instance">The name that was claimed; already known to be well formed.</param>
    public IResult Refuse(string what, InstanceId instance)
    {
        using var lease = _limiter.AttemptAcquire();
        if (!lease.IsAcquired)
        {
            return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        logger.LogWarning("Refused {What} in the name of {Instance}", what, instance);
        return TypedResults.Unauthorized();
    }

    public void Dispose() => _limiter.Dispose();
}
