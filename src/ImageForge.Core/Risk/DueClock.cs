using System.Collections.Immutable;

namespace ImageForge.Core.Risk;

/// <summary>
/// When a risk has to be gone from a fleet, by every band that it has had there. The clock of a band starts when that
/// band, or a stricter one, began to hold without a break; and no stricter band moves a date back.
/// </summary>
public static class DueClock
{
    /// <param name="bands">Each with the time from which it held, in order; the last one holds now.</param>
    /// <returns>Null if it is due with the next image, whenever that comes.</returns>
    public static DateTimeOffset? Of(ImmutableArray<(DateTimeOffset At, RemediationBand Band)> bands)
    {
        DateTimeOffset? due = null;
        if (bands is not [.., (_, { Within: { } now })])
        {
            return due;
        }

        foreach (var within in bands.Select(entry => entry.Band.Within).OfType<int>().Where(days => days >= now))
        {
            var start = bands[^1].At;
            for (var index = bands.Length - 1; index >= 0 && bands[index].Band.Within <= within; index--)
            {
                start = bands[index].At;
            }

            var ends = start.AddDays(within);
            due = due is null || ends < due ? ends : due;
        }

        return due;
    }
}
