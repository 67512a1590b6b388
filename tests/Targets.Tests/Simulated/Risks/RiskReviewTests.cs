using ImageForge.Core.Risk;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Store;

namespace ImageForge.Targets.Tests.Simulated.Risks;

/// <summary>What a review does beside its book: marks, and what it refuses and warns of.</summary>
public sealed class RiskReviewTests
{
    // Known from day 1 on, exploited, automatable, total; a version without it the day after.
    private static readonly Flaw Bad =
        new("CVE-2026-0001", 3, FoundOn: 1, FixedOn: 2, ExploitedOn: 1, RatedOn: 1, true, true, null, 0, false);

    private static readonly DateTimeOffset Second = ImageForge.Targets.Simulated.VirtualTime.OrdinaryStart
        .AddDays(1).AddHours(6);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Instances_are_marked_with_the_date_and_nobody_is_once_they_are_gone()
    {
        using var year = new RiskYear(new FeedYear(Bad));
        await year.LiveAsync();
        Assert.Empty(await year.MarksAsync(RiskYear.Edge));

        await year.LiveAsync();
        var marks = await year.MarksAsync(RiskYear.Edge);

        Assert.Equal(6, marks.Count);
        Assert.All(marks, mark => Assert.Equal(
            (CandidateReason.Vulnerability, Second.AddDays(3)), (mark.Reason, mark.DueAt!.Value)));
        Assert.Contains("CVE-2026-0001 (source-3) is due 2026-01-09 06:00 UTC, 3 days and forensics", marks[0].Detail,
            StringComparison.Ordinal);
        Assert.Equal(RiskState.Open, Assert.Single(await year.Risks.ListAsync(Cancellation),
            risk => risk.Record.Key.Kind == RiskKind.Vulnerability).State);

        // Built in the morning of the third day, and rotated in its evening: by the journal it is gone at once.
        await year.LiveAsync();
        var standing = Assert.Single(
            await year.Risks.ListAsync(Cancellation), risk => risk.Record.Key.Kind == RiskKind.Vulnerability);
        Assert.DoesNotContain(standing.Fleets, fleet => fleet.Fleet == RiskYear.Edge);
        Assert.Contains(standing.Fleets, fleet => fleet.Fleet == RiskYear.Back);
        Assert.Empty(await year.MarksAsync(RiskYear.Edge));
    }

    [Fact]
    public async Task Nothing_is_said_twice()
    {
        using var year = new RiskYear(new FeedYear(Bad));
        await year.LiveAsync();
        await year.MorningAsync();

        var again = await year.ReviewAsync();

        Assert.All(again.Images, image => Assert.Empty(image.News));
        Assert.Empty(again.Marked);
    }

    [Fact]
    public async Task What_is_accepted_marks_nobody_and_the_mark_is_taken_back()
    {
        using var year = new RiskYear(new FeedYear(Bad with { FixedOn = null, AcceptedOn = 2, AcceptedFor = 30 }));
        await year.LiveAsync();
        await year.MorningAsync();
        Assert.Equal(6, (await year.MarksAsync(RiskYear.Edge)).Count);

        await year.MorningAsync();

        Assert.Empty(await year.MarksAsync(RiskYear.Edge));
        Assert.Equal(RiskState.Accepted, Assert.Single(
            await year.Risks.ListAsync(Cancellation), risk => risk.Record.Key.Kind == RiskKind.Vulnerability).State);
    }

    [Fact]
    public async Task A_feed_that_is_not_fetched_any_more_is_told_and_what_it_said_stays()
    {
        using var year = new RiskYear(new FeedYear(Bad with { FixedOn = null }));
        await year.LiveAsync();
        await year.MorningAsync();
        year.Wait(TimeSpan.FromDays(8));

        var result = await year.ReviewAsync();

        Assert.True(Assert.Single(result.Feeds).IsTooOld);
        Assert.Contains(await year.Risks.ListAsync(Cancellation), risk => risk.IsLate);
    }

    [Fact]
    public async Task Two_at_once_would_say_the_same_twice()
    {
        using var year = new RiskYear(new FeedYear(Bad));
        await year.LiveAsync();
        using var other = LockFile.TryTake(Path.Combine(year.State.Locks, "risk-review"));

        var error = await Assert.ThrowsAsync<ForgeException>(year.ReviewAsync);

        Assert.Equal(ForgeError.Busy, error.Error);
    }
}
