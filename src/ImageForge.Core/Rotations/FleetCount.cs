namespace ImageForge.Core.Rotations;

/// <summary>A snapshot counted.</summary>
/// <param name="Total">Everything not yet terminated.</param>
/// <param name="Available">In service, application healthy and sensor reporting throughout the warm-up.</param>
/// <param name="OnTarget">Instances on the image the rotation goes to.</param>
/// <param name="InFlight">Slots begun and not finished.</param>
/// <param name="Failed">Launches of this rotation that failed.</param>
public sealed record FleetCount(int Total, int Available, int OnTarget, int InFlight, int Failed)
{
    /// <summary>Instances that still have to be replaced, reimaged or added, those in flight included.</summary>
    public int ToGo { get; init; }
}
