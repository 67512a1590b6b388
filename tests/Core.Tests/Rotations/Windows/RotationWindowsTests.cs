using ImageForge.Core.Rotations.Windows;
using static ImageForge.Core.Tests.Rotations.Windows.WindowWords;

namespace ImageForge.Core.Tests.Rotations.Windows;

public sealed class RotationWindowsTests
{
    private static readonly DateTimeOffset Monday = Moment("2026-06-01T00:00Z");

    [Fact]
    public void Always_is_open_and_never_closes()
    {
        Assert.True(RotationWindows.Always.IsOpen(Monday));
        Assert.Equal(Monday, RotationWindows.Always.NextOpening(Monday));
        Assert.Null(RotationWindows.Always.ClosesAt(Monday));
    }

    [Fact]
    public void No_window_never_opens()
    {
        Assert.False(new RotationWindows().IsOpen(Monday));
        Assert.Null(new RotationWindows().NextOpening(Monday));
        Assert.Null(new RotationWindows().ClosesAt(Monday));
    }

    [Fact]
    public void What_is_open_opens_now()
    {
        var now = Moment("2026-06-01T09:30:15Z");

        Assert.Equal(now, Open("mon 09:00-17:00 UTC").NextOpening(now));
    }

    [Fact]
    public void What_is_closed_does_not_close() =>
        Assert.Null(Open("mon 09:00-17:00 UTC").ClosesAt(Moment("2026-06-01T17:00Z")));

    [Theory]
    // windows, where the stretch that contains Monday 10:00 ends.
    [InlineData("mon 09:00-12:00 UTC", "mon 12:00-14:00 UTC", "2026-06-01T14:00Z")]
    [InlineData("mon 09:00-12:00 UTC", "mon 11:00-14:00 UTC", "2026-06-01T14:00Z")]
    [InlineData("mon 09:00-18:00 UTC", "mon 11:00-14:00 UTC", "2026-06-01T18:00Z")]
    [InlineData("mon 09:00-12:00 UTC", "mon 12:01-14:00 UTC", "2026-06-01T12:00Z")]
    [InlineData("mon 09:00-12:00 UTC", "mon 14:00-16:00 Europe/Berlin", "2026-06-01T14:00Z")]
    [InlineData("mon 09:00-24:00 UTC", "tue 00:00-03:00 UTC", "2026-06-02T03:00Z")]
    [InlineData("mon,tue 00:00-24:00 UTC", "thu 00:00-24:00 UTC", "2026-06-03T00:00Z")]
    public void Windows_that_adjoin_or_overlap_are_one_stretch(string first, string second, string closes)
    {
        var at = Moment("2026-06-01T10:00Z");

        Assert.Equal(Moment(closes), Open(first, second).ClosesAt(at));
        Assert.Equal(Moment(closes), Open(second, first).ClosesAt(at));
    }

    [Fact]
    public void Windows_without_a_gap_never_close()
    {
        Assert.Null(Open("daily 00:00-24:00 Europe/Berlin").ClosesAt(Monday));
        Assert.Null(Open("daily 06:00-18:00 UTC", "daily 18:00-06:00 UTC").ClosesAt(Monday));
    }

    [Fact]
    public void The_window_that_opens_first_counts() => Assert.Equal(
        Moment("2026-06-02T20:00Z"),
        Open("wed 01:00-02:00 UTC", "tue 22:00-23:00 Europe/Berlin", "thu 00:00-01:00 UTC").NextOpening(Monday));

    [Fact]
    public void A_blackout_beats_a_window()
    {
        var windows = Open("mon 20:00-04:00 UTC") with { Blackouts = [Blackout("2026-06-02..2026-06-02 UTC")] };

        Assert.Equal(Moment("2026-06-02T00:00Z"), windows.ClosesAt(Moment("2026-06-01T21:00Z")));
        Assert.False(windows.IsOpen(Moment("2026-06-02T01:00Z")));
        Assert.Equal(Moment("2026-06-08T20:00Z"), windows.NextOpening(Moment("2026-06-02T01:00Z")));
    }

    [Fact]
    public void A_window_that_a_blackout_cuts_opens_at_its_end()
    {
        var windows = Open("daily 20:00-04:00 UTC") with
        {
            Blackouts = [Blackout("2026-06-01..2026-06-01 UTC"), Blackout("2026-06-01..2026-06-02 Asia/Tokyo")],
        };

        Assert.Equal(Moment("2026-06-02T20:00Z"), windows.NextOpening(Moment("2026-06-01T12:00Z")));
    }

    [Fact]
    public void Blackouts_that_follow_each_other_are_passed_together() => Assert.Equal(
        Moment("2026-06-04T00:00Z"),
        (RotationWindows.Always with
        {
            Blackouts = [Blackout("2026-06-03..2026-06-03 UTC"), Blackout("2026-06-01..2026-06-02 UTC")],
        }).NextOpening(Monday));

    [Fact]
    public void Nothing_beyond_the_horizon_is_looked_for()
    {
        var inside = RotationWindows.Always with { Blackouts = [Blackout("2026-06-01..2027-07-05 UTC")] };
        var outside = RotationWindows.Always with { Blackouts = [Blackout("2026-06-01..2027-07-06 UTC")] };
        var opening = Moment("2027-07-06T00:00Z");

        Assert.Equal(TimeSpan.FromDays(400), RotationWindows.HorizonMax);
        Assert.Equal(RotationWindows.HorizonMax, opening - Monday);
        Assert.Equal(opening, inside.NextOpening(Monday));
        Assert.Null(outside.NextOpening(Monday));
    }

    [Fact]
    public void A_closing_beyond_the_horizon_is_none()
    {
        var inside = RotationWindows.Always with { Blackouts = [Blackout("2027-07-06..2027-07-06 UTC")] };
        var outside = RotationWindows.Always with { Blackouts = [Blackout("2027-07-07..2027-07-07 UTC")] };
        var daily = Open("daily 00:00-24:00 UTC") with { Blackouts = outside.Blackouts };

        Assert.Equal(Moment("2027-07-06T00:00Z"), inside.ClosesAt(Monday));
        Assert.Null(outside.ClosesAt(Monday));
        Assert.Null(daily.ClosesAt(Monday));
    }

    [Fact]
    public void A_day_that_a_zone_left_out_blacks_nothing_out()
    {
        // Samoa crossed the date line: 2011-12-29 was followed by 2011-12-31.
        var windows = RotationWindows.Always with { Blackouts = [Blackout("2011-12-30..2011-12-30 Pacific/Apia")] };

        Assert.True(windows.IsOpen(Moment("2011-12-30T10:00Z")));
        Assert.Null(windows.ClosesAt(Moment("2011-12-29T00:00Z")));
    }

    [Fact]
    public void The_offset_in_which_a_moment_is_written_does_not_matter()
    {
        var windows = Open("mon 22:00-04:00 Europe/Berlin");
        var at = Moment("2026-06-01T21:00Z");
        var elsewhere = at.ToOffset(TimeSpan.FromMinutes(345));

        Assert.Equal(windows.IsOpen(at), windows.IsOpen(elsewhere));
        Assert.Equal(windows.NextOpening(at), windows.NextOpening(elsewhere));
        Assert.Equal(windows.ClosesAt(at), windows.ClosesAt(elsewhere));
    }

    [Theory]
    [InlineData("mon,tue,wed,thu,fri 22:00-04:00 Europe/Berlin", "Mon-Fri 22:00-04:00 Europe/Berlin")]
    [InlineData("fri,mon,wed,tue,thu 22:00-04:00 Europe/Berlin", "Mon-Fri 22:00-04:00 Europe/Berlin")]
    [InlineData("daily 00:00-24:00 UTC", "daily 00:00-24:00 UTC")]
    [InlineData("sat,sun 09:00-17:00 Asia/Kathmandu", "Sat,Sun 09:00-17:00 Asia/Kathmandu")]
    [InlineData("sun,mon,wed 01:05-02:00 UTC", "Mon,Wed,Sun 01:05-02:00 UTC")]
    public void Windows_are_described_for_people(string words, string text) =>
        Assert.Equal(text, Open(words).Describe());

    [Fact]
    public void Blackouts_are_described_with_their_reason()
    {
        var windows = Open("mon 22:00-04:00 UTC", "sat 00:00-24:00 UTC") with
        {
            Blackouts =
            [
                Blackout("2026-12-20..2027-01-03 UTC", "year-end freeze"), Blackout("2027-05-01..2027-05-01 UTC"),
            ],
        };

        Assert.Equal(
            "Mon 22:00-04:00 UTC; Sat 00:00-24:00 UTC; blackout 2026-12-20..2027-01-03: year-end freeze; "
            + "blackout 2027-05-01..2027-05-01",
            windows.Describe());
        Assert.Equal("always", RotationWindows.Always.Describe());
    }
}
