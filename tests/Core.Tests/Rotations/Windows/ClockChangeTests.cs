using static ImageForge.Core.Tests.Rotations.Windows.WindowWords;

namespace ImageForge.Core.Tests.Rotations.Windows;

/// <summary>One stretch of one window, worked out by hand from the zone's published transitions.</summary>
public sealed class ClockChangeTests
{
    [Theory]
    // window, when we look, when it opens, when it closes: both in UTC.
    // Days without a change.
    [InlineData("mon 22:00-04:00 Europe/Berlin", "2026-01-12T00:00Z", "2026-01-12T21:00Z", "2026-01-13T03:00Z")]
    [InlineData("mon 22:00-04:00 Europe/Berlin", "2026-07-06T00:00Z", "2026-07-06T20:00Z", "2026-07-07T02:00Z")]
    [InlineData("thu 23:00-01:00 Europe/Berlin", "2026-12-31T00:00Z", "2026-12-31T22:00Z", "2027-01-01T00:00Z")]
    [InlineData("mon 01:15-02:00 Asia/Kathmandu", "2026-05-31T00:00Z", "2026-05-31T19:30Z", "2026-05-31T20:15Z")]
    [InlineData("sat 00:00-24:00 Pacific/Kiritimati", "2026-05-01T00:00Z", "2026-05-01T10:00Z", "2026-05-02T10:00Z")]
    [InlineData("wed 09:00-17:00 UTC", "2026-07-09T00:00Z", "2026-07-15T09:00Z", "2026-07-15T17:00Z")]
    // Berlin, 2026-03-29: 02:00 CET becomes 03:00 CEST at 01:00Z.
    [InlineData("sat 22:00-04:00 Europe/Berlin", "2026-03-28T00:00Z", "2026-03-28T21:00Z", "2026-03-29T02:00Z")]
    [InlineData("sun 02:30-05:00 Europe/Berlin", "2026-03-28T00:00Z", "2026-03-29T01:00Z", "2026-03-29T03:00Z")]
    [InlineData("sun 01:00-02:30 Europe/Berlin", "2026-03-28T00:00Z", "2026-03-29T00:00Z", "2026-03-29T01:00Z")]
    [InlineData("sun 00:00-02:00 Europe/Berlin", "2026-03-28T00:00Z", "2026-03-28T23:00Z", "2026-03-29T01:00Z")]
    [InlineData("sun 02:10-02:50 Europe/Berlin", "2026-03-28T00:00Z", "2026-04-05T00:10Z", "2026-04-05T00:50Z")]
    [InlineData("sun 02:00-03:00 Europe/Berlin", "2026-03-28T00:00Z", "2026-04-05T00:00Z", "2026-04-05T01:00Z")]
    // Berlin, 2026-10-25: 03:00 CEST becomes 02:00 CET at 01:00Z.
    [InlineData("sat 22:00-04:00 Europe/Berlin", "2026-10-24T00:00Z", "2026-10-24T20:00Z", "2026-10-25T03:00Z")]
    [InlineData("sun 02:30-02:45 Europe/Berlin", "2026-10-24T00:00Z", "2026-10-25T00:30Z", "2026-10-25T01:45Z")]
    [InlineData("sun 02:00-05:00 Europe/Berlin", "2026-10-24T00:00Z", "2026-10-25T00:00Z", "2026-10-25T04:00Z")]
    [InlineData("sun 00:00-02:30 Europe/Berlin", "2026-10-24T00:00Z", "2026-10-24T22:00Z", "2026-10-25T01:30Z")]
    [InlineData("sun 00:00-02:00 Europe/Berlin", "2026-10-24T00:00Z", "2026-10-24T22:00Z", "2026-10-25T01:00Z")]
    [InlineData("sun 00:00-03:00 Europe/Berlin", "2026-10-24T00:00Z", "2026-10-24T22:00Z", "2026-10-25T02:00Z")]
    // Berlin, 2027: days of 23 and of 25 hours.
    [InlineData("sun 00:00-24:00 Europe/Berlin", "2027-03-27T00:00Z", "2027-03-27T23:00Z", "2027-03-28T22:00Z")]
    [InlineData("sun 00:00-24:00 Europe/Berlin", "2027-10-30T00:00Z", "2027-10-30T22:00Z", "2027-10-31T23:00Z")]
    // Dublin, 2026-10-25: winter is its exception, an hour less than its standard time.
    [InlineData("sun 01:30-01:45 Europe/Dublin", "2026-10-24T00:00Z", "2026-10-25T00:30Z", "2026-10-25T01:45Z")]
    [InlineData("sun 01:30-02:30 Europe/Dublin", "2026-03-28T00:00Z", "2026-03-29T01:00Z", "2026-03-29T01:30Z")]
    // New York: 2026-03-08 at 07:00Z, 2026-11-01 at 06:00Z, 2027-03-14 at 07:00Z, 2027-11-07 at 06:00Z.
    [InlineData("sun 02:30-04:00 America/New_York", "2026-03-07T00:00Z", "2026-03-08T07:00Z", "2026-03-08T08:00Z")]
    [InlineData("sun 01:30-03:00 America/New_York", "2026-10-31T00:00Z", "2026-11-01T05:30Z", "2026-11-01T08:00Z")]
    [InlineData("sun 00:00-02:00 America/New_York", "2027-03-13T00:00Z", "2027-03-14T05:00Z", "2027-03-14T07:00Z")]
    [InlineData("sun 00:00-01:30 America/New_York", "2027-11-06T00:00Z", "2027-11-07T04:00Z", "2027-11-07T06:30Z")]
    // Lord Howe moves by 30 minutes: back on 2026-04-05 at 02:00 +11 (15:00Z), forward on 2026-10-04 (15:30Z).
    [InlineData("sun 01:00-01:45 Australia/Lord_Howe", "2026-04-04T00:00Z", "2026-04-04T14:00Z", "2026-04-04T15:15Z")]
    [InlineData("sun 01:30-02:00 Australia/Lord_Howe", "2026-04-04T00:00Z", "2026-04-04T14:30Z", "2026-04-04T15:30Z")]
    [InlineData("sun 02:15-03:00 Australia/Lord_Howe", "2026-10-03T00:00Z", "2026-10-03T15:30Z", "2026-10-03T16:00Z")]
    // Troll moves by two hours: a gap from 01:00 to 03:00, an overlap of the same.
    [InlineData("sun 01:30-04:00 Antarctica/Troll", "2026-03-28T00:00Z", "2026-03-29T01:00Z", "2026-03-29T02:00Z")]
    [InlineData("sun 01:30-02:30 Antarctica/Troll", "2026-10-24T00:00Z", "2026-10-24T23:30Z", "2026-10-25T02:30Z")]
    // Havana's gap begins at midnight, Nuuk's ends there.
    [InlineData("sun 00:00-02:00 America/Havana", "2026-03-07T00:00Z", "2026-03-08T05:00Z", "2026-03-08T06:00Z")]
    [InlineData("sat 23:30-00:30 America/Nuuk", "2026-03-28T00:00Z", "2026-03-29T01:00Z", "2026-03-29T01:30Z")]
    [InlineData("sat 23:30-23:45 America/Nuuk", "2026-10-24T00:00Z", "2026-10-25T00:30Z", "2026-10-25T01:45Z")]
    // Casablanca leaves +01 for the month of Ramadan: 2027-02-07 to 2027-03-14, both at 02:00Z.
    [InlineData("sun 02:30-02:45 Africa/Casablanca", "2027-02-06T00:00Z", "2027-02-07T01:30Z", "2027-02-07T02:45Z")]
    [InlineData("sun 02:30-04:00 Africa/Casablanca", "2027-03-13T00:00Z", "2027-03-14T02:00Z", "2027-03-14T03:00Z")]
    public void A_window_opens_and_closes_when_the_clocks_on_the_wall_say_so(
        string window, string look, string opens, string closes)
    {
        var windows = Open(window);

        Assert.Equal((Moment(opens), Moment(closes)), (
            windows.NextOpening(Moment(look)), windows.ClosesAt(Moment(opens))));
        Assert.Equal([false, true, true, false], new[]
        {
            windows.IsOpen(Moment(opens).AddTicks(-1)), windows.IsOpen(Moment(opens)),
            windows.IsOpen(Moment(closes).AddTicks(-1)), windows.IsOpen(Moment(closes)),
        });
    }

    [Theory]
    // days, when the blackout begins, when it ends.
    [InlineData("2026-12-20..2027-01-03 Europe/Berlin", "2026-12-19T23:00Z", "2027-01-03T23:00Z")]
    [InlineData("2026-03-29..2026-03-29 Europe/Berlin", "2026-03-28T23:00Z", "2026-03-29T22:00Z")]
    [InlineData("2026-10-25..2026-10-25 Europe/Berlin", "2026-10-24T22:00Z", "2026-10-25T23:00Z")]
    [InlineData("2026-03-07..2026-03-07 America/Havana", "2026-03-07T05:00Z", "2026-03-08T05:00Z")]
    [InlineData("2026-03-08..2026-03-08 America/Havana", "2026-03-08T05:00Z", "2026-03-09T04:00Z")]
    [InlineData("2026-10-31..2026-10-31 America/Havana", "2026-10-31T04:00Z", "2026-11-01T04:00Z")]
    [InlineData("2026-11-01..2026-11-01 America/Havana", "2026-11-01T04:00Z", "2026-11-02T05:00Z")]
    [InlineData("2026-10-24..2026-10-24 America/Nuuk", "2026-10-24T01:00Z", "2026-10-25T02:00Z")]
    [InlineData("2026-04-05..2026-04-05 Australia/Lord_Howe", "2026-04-04T13:00Z", "2026-04-05T13:30Z")]
    [InlineData("2026-06-01..2026-06-02 Asia/Kathmandu", "2026-05-31T18:15Z", "2026-06-02T18:15Z")]
    public void A_blackout_lasts_from_midnight_to_midnight(string days, string begins, string ends)
    {
        var windows = ImageForge.Core.Rotations.Windows.RotationWindows.Always with { Blackouts = [Blackout(days)] };

        Assert.Equal(Moment(begins), windows.ClosesAt(Moment(begins).AddDays(-1)));
        Assert.Equal(Moment(ends), windows.NextOpening(Moment(begins)));
        Assert.Equal([true, false, false, true], new[]
        {
            windows.IsOpen(Moment(begins).AddTicks(-1)), windows.IsOpen(Moment(begins)),
            windows.IsOpen(Moment(ends).AddTicks(-1)), windows.IsOpen(Moment(ends)),
        });
    }
}
