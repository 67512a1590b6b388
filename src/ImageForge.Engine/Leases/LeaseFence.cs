namespace ImageForge.Engine.Leases;

/// <summary>
/// What a write must still be allowed under: it is refused, in the transaction that would do it, unless the lease is
/// held with exactly this epoch.
/// </summary>
/// <param name="Name">Which lease, such as <c>fleet/web</c>.</param>
/// <param name="Epoch">Which holding of it: rises with every take, never comes again.</param>
public sealed record LeaseFence(string Name, long Epoch)
{
    internal ForgeException Refusal(string? holder) => new(
        ForgeError.Busy,
        $"this process held the lease {Name} (epoch {Epoch}) and has lost it: "
            + $"{(holder is null ? "nobody" : holder)} holds it now",
        "wait until the holder has finished; running this again goes on from what the journal says");
}
