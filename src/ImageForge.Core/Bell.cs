namespace ImageForge.Core;

/// <summary>When the service does something by itself.</summary>
/// <param name="Cron">When, by the clocks of a place.</param>
/// <param name="Zone">Which place.</param>
public sealed record Bell(Cron Cron, TimeZoneInfo Zone)
{
    public override string ToString() => $"{Cron} {Zone.Id}";
}
