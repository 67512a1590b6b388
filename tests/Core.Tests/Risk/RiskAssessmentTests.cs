using System.Collections.Immutable;
using ImageForge.Core.Risk;
using ImageForge.Core.Rotations.Windows;

namespace ImageForge.Core.Tests.Risk;

/// <summary>What a review writes down, and when it says beforehand that a date cannot be met.</summary>
public sealed class RiskAssessmentTests
{
    private static readonly ImmutableArray<FleetInReview> OnOld =
        [Ledgers.Runs(Ledgers.Old, Ledgers.Policy, (Ledgers.Old, 3))];

    [Fact]
    public void A_new_finding_is_found_dated_and_carried_once()
    {
        var review = Ledgers.Review(0, Old("-e--", "1.1"), OnOld);

        var (ledger, news) = Ledgers.Run(review);
        var again = RiskAssessment.Of(ledger, review with { At = Ledgers.Start.AddHours(1) });

        Assert.Equal(["Found", "Carried", "Dated", "Reviewed"], Kinds(news));
        Assert.Equal(["Reviewed"], Kinds(again));
        var record = ledger.Risks[Ledgers.Cve];
        Assert.Equal(Ledgers.Start, record.FoundAt);
        Assert.Equal(Bands.Sixty, record.In(Ledgers.Fleet).Band);
        Assert.Equal(Ledgers.Start.AddDays(60), record.DueAt(Ledgers.Fleet, Ledgers.Old));
    }

    [Fact]
    public void Exploited_later_it_is_dated_anew_and_never_later()
    {
        var (ledger, news) = Ledgers.Run(
            Ledgers.Review(0, Old("-e--", "1.1"), OnOld), Ledgers.Review(40, Old("ke--", "1.1"), OnOld));

        Assert.Equal(["Rated", "Dated", "Reviewed"], Kinds(news));
        Assert.Equal(
            Ledgers.Start.AddDays(54), ledger.Risks[Ledgers.Cve].DueAt(Ledgers.Fleet, Ledgers.Old));
    }

    [Fact]
    public void What_the_schedule_does_not_say_is_assumed_and_named()
    {
        ImmutableArray<FleetInReview> silent =
            [Ledgers.Runs(Ledgers.Old, Ledgers.Policy with { IsExposed = null }, (Ledgers.Old, 3))];

        var (ledger, _) = Ledgers.Run(Ledgers.Review(0, Old("-?at", "1.1"), silent));

        var fleet = ledger.Risks[Ledgers.Cve].In(Ledgers.Fleet);
        Assert.Equal((Bands.Three, "exposed"), (fleet.Band, string.Join(' ', fleet.Unknown)));
    }

    [Fact]
    public void A_risk_that_nothing_carries_is_mitigated_and_a_new_one_when_it_comes_back()
    {
        ImmutableArray<FleetInReview> onNew = [Ledgers.Runs(Ledgers.New, Ledgers.Policy, (Ledgers.New, 3))];

        var (gone, news) = Ledgers.Run(
            Ledgers.Review(0, Old("-e--"), OnOld),
            Ledgers.Review(7, [Ledgers.Carries(Ledgers.New, isCurrent: true)], onNew));
        var (back, _) = Ledgers.Run(
            Ledgers.Review(0, Old("-e--"), OnOld),
            Ledgers.Review(7, [Ledgers.Carries(Ledgers.New, isCurrent: true)], onNew),
            Ledgers.Review(9, Old("-e--"), OnOld));

        Assert.Equal(["Carried", "Mitigated", "Reviewed"], Kinds(news));
        Assert.NotNull(gone.Risks[Ledgers.Cve].Mitigated);
        Assert.Equal(
            (Ledgers.Start.AddDays(9), Ledgers.Start.AddDays(69)),
            (back.Risks[Ledgers.Cve].FoundAt, back.Risks[Ledgers.Cve].DueAt(Ledgers.Fleet, Ledgers.Old)));
    }

    [Fact]
    public void What_runs_on_a_version_that_is_not_here_any_more_carries_what_it_was_last_known_to()
    {
        var (ledger, news) = Ledgers.Run(
            Ledgers.Review(0, Old("-e--"), OnOld),
            Ledgers.Review(1, [Ledgers.Carries(Ledgers.New, isCurrent: true)], OnOld));

        Assert.DoesNotContain(news, said => said is RiskEvent.Mitigated);
        Assert.Null(ledger.Risks[Ledgers.Cve].Mitigated);
    }

    [Fact]
    public void A_version_that_is_built_anew_with_the_same_fault_keeps_its_clock()
    {
        var (ledger, _) = Ledgers.Run(
            Ledgers.Review(0, Old("-e--"), OnOld),
            Ledgers.Review(
                20, [Ledgers.Carries(Ledgers.New, isCurrent: true, Ledgers.Finding(Ledgers.Cve))],
                [Ledgers.Runs(Ledgers.New, Ledgers.Policy, (Ledgers.New, 3))]));

        Assert.Equal(Ledgers.Start.AddDays(60), ledger.Risks[Ledgers.Cve].DueAt(Ledgers.Fleet, Ledgers.New));
    }

    [Fact]
    public void An_acceptance_moves_the_date_to_its_end_and_ends_by_itself()
    {
        var (during, _) = Ledgers.Run(
            Ledgers.Review(0, Old("ke--", "1.1"), OnOld, (Ledgers.Cve, Ledgers.Accepted(30))));
        var (after, news) = Ledgers.Run(
            Ledgers.Review(0, Old("ke--", "1.1"), OnOld, (Ledgers.Cve, Ledgers.Accepted(30))),
            Ledgers.Review(31, Old("ke--", "1.1"), OnOld));

        Assert.Equal(
            Ledgers.Start.AddDays(30), during.Risks[Ledgers.Cve].DueAt(Ledgers.Fleet, Ledgers.Old));
        Assert.Equal(["AcceptanceEnded", "Reviewed"], Kinds(news));
        Assert.Equal(
            Ledgers.Start.AddDays(30), after.Risks[Ledgers.Cve].DueAt(Ledgers.Fleet, Ledgers.Old));
    }

    [Fact]
    public void A_waiver_that_is_taken_away_ends_before_its_time()
    {
        var (ledger, news) = Ledgers.Run(
            Ledgers.Review(0, Old("ke--", "1.1"), OnOld, (Ledgers.Cve, Ledgers.Accepted(30))),
            Ledgers.Review(2, Old("ke--", "1.1"), OnOld));

        Assert.Equal("it is gone", Assert.Single(news.OfType<RiskEvent.AcceptanceEnded>()).Reason);
        Assert.Equal(Ledgers.Start.AddDays(14), ledger.Risks[Ledgers.Cve].DueAt(Ledgers.Fleet, Ledgers.Old));
    }

    [Fact]
    public void What_was_only_ever_accepted_is_due_when_that_ends()
    {
        var (ledger, _) = Ledgers.Run(Ledgers.Review(
            0, [Ledgers.Carries(Ledgers.Old, isCurrent: true, Ledgers.Finding(Ledgers.Control))], OnOld,
            (Ledgers.Control, Ledgers.Accepted(30))));

        Assert.Equal(Ledgers.Start.AddDays(30), ledger.Risks[Ledgers.Control].DueAt(Ledgers.Fleet, Ledgers.Old));
    }

    // Found on day 0 with three days; a build is given an hour, and nothing else than the next day's look can show that
    // there is a fix.
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Without_a_fix_it_is_called_infeasible_the_day_before_it_is_missed(int day, bool isCalled)
    {
        var (_, news) = Ledgers.Run(
            Enumerable.Range(0, day + 1).Select(at => Ledgers.Review(at, Old("keat"), OnOld)));

        Assert.Equal(isCalled, news.OfType<RiskEvent.Called>().Any());
    }

    [Fact]
    public void A_fix_that_is_known_is_feasible_to_the_last_hours_and_called_once()
    {
        // Three instances, seven minutes each, after an hour for the build: from 70.6 h on it is too late.
        var reviews = new[] { 0, 14, 28, 42, 70, 71 }
            .Select(at => Ledgers.Review(0, Old("keat", "1.1"), OnOld) with { At = Ledgers.Start.AddHours(at) })
            .ToList();

        Assert.DoesNotContain(Ledgers.Run(reviews[..5]).News, news => news is RiskEvent.Called);
        Assert.Contains(Ledgers.Run(reviews).News, news => news is RiskEvent.Called);
        Assert.DoesNotContain(
            Ledgers.Run([.. reviews, reviews[^1] with { At = reviews[^1].At.AddMinutes(30) }]).News,
            news => news is RiskEvent.Called);
    }

    [Theory]

    // Sundays only; day 0 is a Thursday: the third day is a Sunday, and three days end before its night does.
    [InlineData("sunday night", true)]
    [InlineData("friday night", false)]
    [InlineData("freeze", true)]
    public void A_window_that_opens_too_late_makes_it_infeasible(string windows, bool isCalled)
    {
        var policy = Ledgers.Policy with
        {
            Windows = windows switch
            {
                "sunday night" => Weekly(DayOfWeek.Sunday),
                "friday night" => Weekly(DayOfWeek.Friday),
                _ => RotationWindows.Always with
                {
                    Blackouts =
                    [
                        new Blackout(new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 10), TimeZoneInfo.Utc, "freeze"),
                    ],
                },
            },
        };

        var (_, news) = Ledgers.Run(Ledgers.Review(
            0, Old("keat", "1.1"), [Ledgers.Runs(Ledgers.Old, policy, (Ledgers.Old, 3))]));

        Assert.Equal(isCalled, news.OfType<RiskEvent.Called>().Any());
    }

    [Fact]
    public void Calls_that_the_target_lets_through_can_make_it_infeasible()
    {
        var fleet = Ledgers.Runs(Ledgers.Old, Ledgers.Policy with { Desired = 3000 }, (Ledgers.Old, 3000));

        var (_, fast) = Ledgers.Run(Ledgers.Review(0, Old("keat", "1.1"), [fleet]));
        var (_, slow) = Ledgers.Run(
            Ledgers.Review(0, Old("keat", "1.1"), [fleet with { CallsPerSecond = 0.005 }]));

        Assert.Empty(fast.OfType<RiskEvent.Called>());
        Assert.Contains(
            "calls bind", Assert.Single(slow.OfType<RiskEvent.Called>()).Arithmetic, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fleet_without_a_schedule_is_called_infeasible_at_once()
    {
        var (_, news) = Ledgers.Run(Ledgers.Review(
            0, Old("-e--", "1.1"), [Ledgers.Runs(Ledgers.Old, policy: null, (Ledgers.Old, 3))]));

        Assert.Null(Assert.Single(news.OfType<RiskEvent.Called>()).Finish);
    }

    [Fact]
    public void A_version_without_it_that_is_released_already_needs_no_build()
    {
        var versions = Old("keat").Add(Ledgers.Carries(Ledgers.New, isCurrent: true));

        var (_, news) = Ledgers.Run(
            Ledgers.Review(0, Old("keat"), OnOld),
            Ledgers.Review(2, versions, [Ledgers.Runs(Ledgers.New, Ledgers.Policy, (Ledgers.Old, 3))]));

        Assert.Empty(news.OfType<RiskEvent.Called>());
    }

    private static RotationWindows Weekly(DayOfWeek day) => new()
    {
        Weekly = [new WeeklyWindow([day], new TimeOnly(22, 0), new TimeOnly(23, 0), TimeZoneInfo.Utc)],
    };

    private static ImmutableArray<VersionFindings> Old(string inputs, string? fixedIn = null) =>
        [Ledgers.Carries(Ledgers.Old, isCurrent: true, Ledgers.Finding(Ledgers.Cve, inputs, fixedIn))];

    private static IEnumerable<string> Kinds(IEnumerable<RiskEvent> news) => news.Select(said => said.GetType().Name);
}
