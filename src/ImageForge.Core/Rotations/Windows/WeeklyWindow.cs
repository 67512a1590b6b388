using System.Collections.Immutable;

namespace ImageForge.Core.Rotations.Windows;

/// <summary>A stretch of local time that comes back every week.</summary>
/// <param name="Days">The days on which it opens; never empty.</param>
/// <param name="From">Local time at which it opens.</param>
/// <param name="To">
/// Local time before which it closes, on the next day if it is not after <paramref name="From"/>.
/// </param>
/// <param name="Zone">The IANA zone of both.</param>
public sealed record WeeklyWindow(ImmutableArray<DayOfWeek> Days, TimeOnly From, TimeOnly To, TimeZoneInfo Zone);
