using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Tests.Rotations;

/// <summary>What a review of risks says of instances, and takes back again.</summary>
public sealed class VulnerableMarksTests : IDisposable
{
    private static readonly FleetName Fleet = EngineFixture.Policy.Fleet;
    private static readonly InstanceId A = new("web-a");
    private static readonly InstanceId B = new("web-b");
    private static readonly InstanceId C = new("web-c");

    private readonly EngineFixture _fixture = new();
    private readonly RotationControls _controls;

    public VulnerableMarksTests() => _controls = new RotationControls(_fixture.Journal, _fixture.Time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DateTimeOffset Due { get; } = DateTimeOffset.UnixEpoch.AddDays(3);

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task What_is_due_is_said_once_in_order_and_again_when_date_or_words_change()
    {
        Assert.Equal(2, await MarkAsync((B, "CVE-2024-1086", Due), (A, "CVE-2024-1086", Due)));
        Assert.Equal(0, await MarkAsync((A, "CVE-2024-1086", Due), (B, "CVE-2024-1086", Due)));
        Assert.Equal(1, await MarkAsync((A, "CVE-2024-1086", Due.AddDays(-1)), (B, "CVE-2024-1086", Due)));
        Assert.Equal(1, await MarkAsync((A, "CVE-2024-1086", Due.AddDays(-1)), (B, "CVE-2023-4911", Due)));

        Assert.Equal(
            [
                new RotationEvent.Marked(A, CandidateReason.Vulnerability, "CVE-2024-1086", Due),
                new RotationEvent.Marked(B, CandidateReason.Vulnerability, "CVE-2024-1086", Due),
                new RotationEvent.Marked(A, CandidateReason.Vulnerability, "CVE-2024-1086", Due.AddDays(-1)),
                new RotationEvent.Marked(B, CandidateReason.Vulnerability, "CVE-2023-4911", Due),
            ],
            _fixture.Events);
        Assert.Equal(("CVE-2023-4911", Due), await MarkOfAsync(B));
    }

    [Fact]
    public async Task What_is_not_due_any_more_is_taken_back_once()
    {
        await MarkAsync((A, "CVE-2024-1086", Due), (B, "CVE-2024-1086", Due));

        Assert.Equal(1, await MarkAsync((B, "CVE-2024-1086", Due)));
        Assert.Equal(0, await MarkAsync((B, "CVE-2024-1086", Due)));

        var said = Assert.IsType<RotationEvent.Unmarked>(_fixture.Events.Last());
        Assert.Equal((A, CandidateReason.Vulnerability), (said.Instance, said.Reason));
        Assert.Null(await MarkOfAsync(A));
        Assert.Equal(("CVE-2024-1086", Due), await MarkOfAsync(B));

        Assert.Equal(2, await MarkAsync((A, "CVE-2024-1086", Due)));
        Assert.Equal(("CVE-2024-1086", Due), await MarkOfAsync(A));
        Assert.Null(await MarkOfAsync(B));
    }

    [Theory]
    [InlineData(CandidateReason.Manual)]
    [InlineData(CandidateReason.WaiverExpired)]
    [InlineData(CandidateReason.Compromised)]
    public async Task What_was_marked_for_another_reason_keeps_that(CandidateReason reason)
    {
        await _controls.MarkAsync(Fleet, [A], reason, "looks odd", Cancellation);

        Assert.Equal(0, await MarkAsync((A, "CVE-2024-1086", Due)));
        Assert.Equal(0, await MarkAsync());

        Assert.Equal(("looks odd", null), await MarkOfAsync(A));
        Assert.Single(_fixture.Events);
    }

    [Fact]
    public async Task What_a_revocation_says_is_neither_taken_back_nor_written_over()
    {
        await _controls.MarkAsync(Fleet, [A, B], CandidateReason.Vulnerability, "web was revoked", Cancellation);

        Assert.Equal(0, await MarkAsync(revoked: [A, B], (B, "CVE-2024-1086", Due)));
        Assert.Equal(("web was revoked", null), await MarkOfAsync(A));
        Assert.Equal(("web was revoked", null), await MarkOfAsync(B));

        // What is revoked no more is judged as all others are.
        Assert.Equal(2, await MarkAsync(revoked: [], (B, "CVE-2024-1086", Due)));
        Assert.Null(await MarkOfAsync(A));
        Assert.Equal(("CVE-2024-1086", Due), await MarkOfAsync(B));
    }

    [Fact]
    public async Task What_leaves_already_needs_no_mark_and_none_is_taken_back_of_it()
    {
        await MarkAsync((A, "CVE-2024-1086", Due));
        await SayAsync(
            new RotationEvent.CommandBegan(A, CommandKind.Terminate, null, "replaced"),
            new RotationEvent.CommandBegan(B, CommandKind.Terminate, null, "replaced"));

        Assert.Equal(0, await MarkAsync((B, "CVE-2024-1086", Due)));
        Assert.Equal(("CVE-2024-1086", Due), await MarkOfAsync(A));
        Assert.Null(await MarkOfAsync(B));
    }

    [Fact]
    public async Task Marks_said_while_a_rotation_is_under_way_are_kept_and_heard_by_it()
    {
        await _fixture.LaunchAsync();
        await _fixture.Engine.StartAsync(EngineFixture.Policy, EngineFixture.New, "test", Cancellation);
        var instance = _fixture.Target.Instances.Last().Id;

        await MarkAsync((instance, "CVE-2024-1086", Due));
        var pass = await _fixture.Engine.TickAsync(EngineFixture.Policy, Cancellation);

        Assert.Equal(3, pass.Plan.Count.ToGo);
        Assert.Equal(("CVE-2024-1086", Due), await MarkOfAsync(instance));
        Assert.Equal(PassEnd.Complete, (await _fixture.RotateAsync())[^1].End);
        _fixture.AssertRotated();
    }

    [Fact]
    public async Task Strangers_and_what_they_run_are_written_down_and_so_are_those_that_are_gone()
    {
        await SightAsync([(A, EngineFixture.Old), (B, EngineFixture.Old)], []);
        await SightAsync([(B, EngineFixture.New)], [A]);
        await SightAsync([], []);

        Assert.Equal(
            [
                new RotationEvent.Sighted(A, EngineFixture.Old.Id), new RotationEvent.Sighted(B, EngineFixture.Old.Id),
                new RotationEvent.Sighted(B, EngineFixture.New.Id),
                new RotationEvent.InstanceLost(A, "not there any more"),
            ],
            _fixture.Events);
        var roster = await new RotationJournal(_fixture.Journal).RosterAsync(Fleet, Cancellation);
        Assert.Equal((B, EngineFixture.New.Id), Assert.Single(roster.Instances.Select(at => (at.Key, at.Value.Image))));
        Assert.Contains(EngineFixture.Old.Id, roster.LastLeft.Keys);
    }

    [Fact]
    public async Task Seeing_is_no_reason_to_go_and_health_is_said_by_nobody_but_a_pass()
    {
        await SightAsync([(C, EngineFixture.Old)], []);

        var history = await _controls.HistoryAsync(Fleet, Cancellation);

        Assert.Equal(InstanceRecord.Empty, history.Of(C));
    }

    private Task<int> MarkAsync(params (InstanceId Instance, string Detail, DateTimeOffset DueAt)[] due) =>
        MarkAsync(revoked: [], due);

    private Task<int> MarkAsync(
        InstanceId[] revoked, params (InstanceId Instance, string Detail, DateTimeOffset DueAt)[] due) =>
        _controls.MarkVulnerableAsync(
            Fleet, due.ToDictionary(one => one.Instance, one => (one.Detail, one.DueAt)), revoked.ToHashSet(),
            Cancellation);

    private Task SightAsync((InstanceId Instance, ImageArtifact Image)[] strangers, InstanceId[] gone) =>
        _controls.SightAsync(
            Fleet,
            strangers.Select(view => new InstanceView
            {
                Id = view.Instance,
                LaunchToken = "",
                Image = view.Image.Id,
                LaunchedAt = _fixture.Time.GetUtcNow(),
                Running = true,
                Service = ServiceState.InService,
                App = new HealthView(HealthState.Unknown, ""),
                Sensor = new HealthView(HealthState.Unknown, ""),
            }),
            gone, Cancellation);

    private async Task SayAsync(params RotationEvent[] events)
    {
        var journal = new RotationJournal(_fixture.Journal);
        var record = await journal.ReadAsync(Fleet, Cancellation);
        foreach (var said in events)
        {
            record = await journal.AppendAsync(Fleet, Fleet.Value, record, said, Cancellation);
        }
    }

    private async Task<(string Detail, DateTimeOffset? DueAt)?> MarkOfAsync(InstanceId instance) =>
        (await _controls.HistoryAsync(Fleet, Cancellation)).Of(instance).Mark is { } mark
            ? (mark.Detail, mark.DueAt)
            : null;
}
