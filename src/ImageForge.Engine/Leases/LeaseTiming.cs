namespace ImageForge.Engine.Leases;

/// <summary>The times of every lease.</summary>
public static class LeaseTiming
{
    /// <summary>How long a lease holds after its last renewal: the wait after a holder that vanished.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(20);

    /// <summary>Three renewals may fail before the lease is lost.</summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(5);

    /// <summary>A call begun under the lease ends this much before it: time for its cancellation to arrive.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    /// <summary>With less left than this no call is begun.</summary>
    public static readonly TimeSpan LeastToSend = TimeSpan.FromSeconds(3);
}
