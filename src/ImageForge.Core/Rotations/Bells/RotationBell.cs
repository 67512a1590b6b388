namespace ImageForge.Core.Rotations.Bells;

/// <summary>When the service looks whether a fleet should move to what its channel names.</summary>
/// <param name="Cron">When, by the clocks of a place.</param>
/// <param name="Zone">Which place.</param>
public sealed record RotationBell(Cron Cron, TimeZoneInfo Zone)
{
    public override string ToString() => $"{Cron} {Zone.Id}";
}
