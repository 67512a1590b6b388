using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace ImageForge.Server.Access;

/// <summary>
/// Bounds how often somebody may be wrong: 60 times a minute from one address, 600 from all together. Good tokens never
/// pass here, so nobody can lock their holders out by guessing.
/// </summary>
internal sealed class GuessLimit : IDisposable
{
    public const int PerAddress = 60;
    private const int Together = 600;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<HttpContext, string>(
            context => RateLimitPartition.GetFixedWindowLimiter(KeyOf(context), _ => Of(PerAddress))),
        PartitionedRateLimiter.Create<HttpContext, string>(
            _ => RateLimitPartition.GetFixedWindowLimiter("all", _ => Of(Together))));

    /// <summary>Counts a wrong one.</summary>
    /// <returns>Null, or how long to wait once there were too many.</returns>
    public TimeSpan? Count(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(context);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
    }

    public void Dispose() => _limiter.Dispose();

    // Whoever has an IPv6 address has 2^64 of them.
    private static string KeyOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        return address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))
            : context.From();
    }

    private static FixedWindowRateLimiterOptions Of(int permits) =>
        new() { PermitLimit = permits, Window = Window, QueueLimit = 0 };
}
