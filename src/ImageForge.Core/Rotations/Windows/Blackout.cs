namespace ImageForge.Core.Rotations.Windows;

/// <summary>Days on which no window opens.</summary>
/// <param name="First">The first day, from its local midnight.</param>
/// <param name="Last">The last day, to its end.</param>
/// <param name="Zone">The IANA zone of both.</param>
/// <param name="Reason">Why, for people; empty if not told.</param>
public sealed record Blackout(DateOnly First, DateOnly Last, TimeZoneInfo Zone, string Reason)
{
    public DateTimeOffset Begins => LocalMoment.First(First, TimeOnly.MinValue, Zone);

    public DateTimeOffset Ends => LocalMoment.First(Last.AddDays(1), TimeOnly.MinValue, Zone);

    public bool Covers(DateTimeOffset at) => Begins <= at && at < Ends;

    public override string ToString() =>
        $"blackout {First:yyyy-MM-dd}..{Last:yyyy-MM-dd}{(Reason.Length > 0 ? $": {Reason}" : "")}";
}
