using System.Globalization;
using ImageForge.Core.Risk;

namespace ImageForge.Core.Tests.Risk;

/// <summary>
/// When a risk is due, by the bands that it had, one after the other. Days are counted by hand from 1 January 2026.
/// </summary>
public sealed class DueClockTests
{
    private static readonly DateTimeOffset January = new(2026, 1, 1, 6, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0:60", "2026-03-02")]
    [InlineData("0:14", "2026-01-15")]
    [InlineData("0:3", "2026-01-04")]
    [InlineData("0:3f", "2026-01-04")]
    [InlineData("0:next", "none")]

    // Listed as exploited on day 40 of its sixty: fourteen days from then, for that comes first.
    [InlineData("0:60 40:14", "2026-02-24")]

    // Listed on day 55: the sixty end before the fourteen.
    [InlineData("0:60 55:14", "2026-03-02")]

    // Not any more on day 45: sixty days from the beginning.
    [InlineData("0:60 40:14 45:60", "2026-03-02")]

    // Milder from the start: its clock began with the stricter band, which held it too.
    [InlineData("0:3 2:14", "2026-01-15")]
    [InlineData("0:3 2:60", "2026-03-02")]

    // The clock of fourteen days was interrupted by sixty, and runs from its second beginning.
    [InlineData("0:14 5:60 20:14", "2026-02-04")]

    // Never lost: the sixty of day 0 end before the fourteen of day 50.
    [InlineData("0:60 10:14 20:60 50:14", "2026-03-02")]

    // Due with the next image until somebody exploits it.
    [InlineData("0:next 30:14", "2026-02-14")]
    [InlineData("0:14 10:next", "none")]
    [InlineData("0:14 10:next 20:14", "2026-02-04")]

    // Forensics beside the same days change no date.
    [InlineData("0:3 1:3f", "2026-01-04")]

    // Late already when it got stricter.
    [InlineData("0:14 20:3", "2026-01-15")]
    [InlineData("0:60 1:14 2:3", "2026-01-06")]
    public void A_due_date_follows_from_the_bands(string bands, string due)
    {
        var clock = DueClock.Of(
        [
            .. bands.Split(' ').Select(band => band.Split(':'))
                .Select(band => (January.AddDays(int.Parse(band[0], CultureInfo.InvariantCulture)),
                    Bands.Of(band[1]))),
        ]);

        Assert.Equal(
            due, clock is { } at ? at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "none");
        Assert.True(clock is null || clock.Value.TimeOfDay == January.TimeOfDay);
    }

    [Fact]
    public void Nothing_is_due_before_anybody_dated_it() => Assert.Null(DueClock.Of([]));
}
