namespace ImageForge.Engine.Leases;

/// <summary>One holding of a lease. Renewed beside the work until disposed, which frees it at once.</summary>
public interface ILease : IAsyncDisposable
{
    /// <summary>Name and epoch, for whatever can refuse a stale writer.</summary>
    LeaseFence Fence { get; }

    /// <summary>
    /// How long it certainly still holds; zero once lost. Counted by a local clock that never jumps, from the moment
    /// before the last renewal that was granted was sent: so never more than what the store would say.
    /// </summary>
    TimeSpan Left { get; }

    /// <summary>True from the moment it was refused a renewal or came too late for one; never false again.</summary>
    bool IsLost { get; }
}
