using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Risk;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Risk;

/// <summary>How risks stand, by reviews and by what fleets have journaled since.</summary>
public sealed class RiskBookTests
{
    private static readonly ImmutableArray<FleetInReview> OnOld =
        [Ledgers.Runs(Ledgers.Old, Ledgers.Policy, (Ledgers.Old, 2))];

    private static readonly RotationEvent[] TwoOnOld =
        [.. Launched("web-1", Ledgers.Old), .. Launched("web-2", Ledgers.Old)];

    [Fact]
    public void What_runs_and_is_not_accepted_is_open_with_its_instances_and_date()
    {
        var risk = Assert.Single(Stand(1, Found("-e--"), TwoOnOld));

        Assert.Equal((RiskState.Open, false, Ledgers.Start.AddDays(60)), (risk.State, risk.IsLate, risk.DueAt));
        Assert.Equal(["web-1", "web-2"], Assert.Single(risk.Fleets).Instances.Select(instance => instance.Value));
    }

    [Fact]
    public void It_is_late_when_its_time_is_over() =>
        Assert.True(Assert.Single(Stand(61, Found("-e--"), TwoOnOld)).IsLate);

    [Fact]
    public void A_rotation_to_a_version_without_it_mitigates_and_its_end_has_mitigated()
    {
        RotationEvent[] begun =
            [.. TwoOnOld, new RotationEvent.Started(new RotationId("web-7"), Ledgers.New, "rotate")];
        RotationEvent[] half =
            [.. begun, .. Launched("web-3", Ledgers.New), Done("web-1", CommandKind.Terminate)];
        RotationEvent[] whole = [.. half, .. Launched("web-4", Ledgers.New), Done("web-2", CommandKind.Terminate)];

        var under = Assert.Single(Stand(1, Found("-e--"), half, Ledgers.New));
        var over = Assert.Single(Stand(1, Found("-e--"), whole, Ledgers.New));

        Assert.Equal((RiskState.Mitigating, "web-7"), (under.State, $"{Assert.Single(under.Fleets).Rotation}"));
        Assert.Equal(["web-2"], Assert.Single(under.Fleets).Instances.Select(instance => instance.Value));
        Assert.Equal(RiskState.Mitigated, over.State);
        Assert.NotNull(over.MitigatedAt);
    }

    [Fact]
    public void A_rotation_to_a_version_that_has_it_too_mitigates_nothing()
    {
        var both = Ledgers.Run(Ledgers.Review(
            0,
            [
                Ledgers.Carries(Ledgers.Old, isCurrent: false, Ledgers.Finding(Ledgers.Cve)),
                Ledgers.Carries(Ledgers.New, isCurrent: true, Ledgers.Finding(Ledgers.Cve)),
            ],
            OnOld)).Ledger;

        Assert.Equal(RiskState.Open, Assert.Single(Stand(
            1, both, [.. TwoOnOld, new RotationEvent.Started(new RotationId("web-7"), Ledgers.New, "")],
            Ledgers.New)).State);
    }

    [Fact]
    public void What_no_instance_runs_and_a_channel_names_is_open_without_a_date()
    {
        var risk = Assert.Single(Stand(1, Found("keat"), []));

        Assert.Equal((RiskState.Open, null, 0), (risk.State, risk.DueAt, risk.Fleets.Length));
        Assert.Equal([Ledgers.Old], risk.Current);
    }

    [Theory]
    [InlineData(29, RiskState.Accepted, false)]
    [InlineData(30, RiskState.Open, true)]
    public void An_acceptance_ends_at_its_moment_whether_reviewed_or_not(int day, RiskState state, bool isLate)
    {
        var accepted = Ledgers.Run(Ledgers.Review(
            0, [Ledgers.Carries(Ledgers.Old, isCurrent: true, Ledgers.Finding(Ledgers.Cve, "ke--"))], OnOld,
            (Ledgers.Cve, Ledgers.Accepted(30)))).Ledger;

        var risk = Assert.Single(Stand(day, accepted, TwoOnOld));

        Assert.Equal((state, isLate), (risk.State, risk.IsLate));
        Assert.Equal(state == RiskState.Accepted ? Ledgers.Start.AddDays(30) : null, risk.AcceptedUntil);
    }

    [Fact]
    public void An_acceptance_for_one_version_leaves_another_open()
    {
        var ledger = Ledgers.Run(Ledgers.Review(
            0,
            [
                Ledgers.Carries(Ledgers.Old, isCurrent: false, Ledgers.Finding(Ledgers.Cve)),
                Ledgers.Carries(Ledgers.New, isCurrent: true, Ledgers.Finding(Ledgers.Cve)),
            ],
            OnOld, (Ledgers.Cve, Ledgers.Accepted(30, Ledgers.New.PlanDigest.Hex)))).Ledger;

        Assert.Equal(RiskState.Open, Assert.Single(Stand(1, ledger, TwoOnOld, Ledgers.New)).State);
        Assert.Equal(RiskState.Accepted, Assert.Single(Stand(
            1, ledger, [.. Launched("web-3", Ledgers.New)], Ledgers.New)).State);
    }

    [Fact]
    public void What_was_said_of_another_date_is_not_said_of_this_one()
    {
        ImmutableArray<VersionFindings> bad =
            [Ledgers.Carries(Ledgers.Old, isCurrent: true, Ledgers.Finding(Ledgers.Cve, "keat"))];
        var old = Ledgers.Run(Ledgers.Review(0, bad, OnOld), Ledgers.Review(2, bad, OnOld));
        var milder = RiskAssessment.Of(old.Ledger, Ledgers.Review(
            3, [Ledgers.Carries(Ledgers.Old, isCurrent: true, Ledgers.Finding(Ledgers.Cve, "-e--"))], OnOld))
            .Aggregate(old.Ledger, (ledger, news) => ledger.Apply(news, Ledgers.Start.AddDays(3)));

        Assert.NotNull(Assert.Single(Assert.Single(Stand(2, old.Ledger, TwoOnOld)).Fleets).Called);
        Assert.Null(Assert.Single(Assert.Single(Stand(3, milder, TwoOnOld)).Fleets).Called);
    }

    private static RiskLedger Found(string inputs) => Ledgers.Run(Ledgers.Review(
        0, [Ledgers.Carries(Ledgers.Old, isCurrent: true, Ledgers.Finding(Ledgers.Cve, inputs, "1.1"))], OnOld)).Ledger;

    private static ImmutableArray<RiskStanding> Stand(
        int day, RiskLedger ledger, IReadOnlyList<RotationEvent> journal, ArtifactId? current = null)
    {
        var events = journal.Select((news, index) => (news, Ledgers.Start.AddMinutes(index))).ToList();
        var image = current ?? Ledgers.Old;
        var versions = ImageHistory.Empty.Apply(new ImageEvent.Promoted(
            image, Ledgers.Start, ImageChannel.Stable, new ImageDecision("ann", "", Ledgers.Start, "", "")));
        return RiskBook.Of(
            Ledgers.Image, ledger,
            [(Ledgers.Fleet, FleetRoster.Fold(events), RotationHistory.Fold(events))], versions,
            Ledgers.Start.AddDays(day));
    }

    private static RotationEvent[] Launched(string instance, ArtifactId image) =>
    [
        new RotationEvent.LaunchBegan(new InstanceId(instance), image, 0, 1, $"token{instance}", null, ""),
        Done(instance, CommandKind.Launch),
    ];

    private static RotationEvent.CommandDone Done(string instance, CommandKind command) =>
        new(new InstanceId(instance), command);
}
