using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Resilience;
using ImageForge.Engine.Rotations;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.Engine.Tests.Rotations;

public sealed class PlanExecutorTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_plan_that_the_check_refuses_is_not_touched()
    {
        await _fixture.LaunchAsync();
        var (plan, snapshot, record) = await PlanAsync();
        var first = snapshot.Instances[0].Id;
        var bad = plan with { Commands = [new RotationCommand.Terminate(first, "no reason at all")], Holds = [] };
        var before = _fixture.Journal.Appends;

        var executed = await ExecuteAsync(bad, snapshot, record);
        var (end, reason, news) = RotationVerdict.Of(bad, executed, record.History.Rotation!.Value);

        Assert.NotEmpty(executed.Violations);
        Assert.Empty(_fixture.Target.Calls);
        Assert.Equal(before, _fixture.Journal.Appends);
        Assert.Equal(PassEnd.PlanRefused, end);
        Assert.Contains(executed.Violations[0], reason, StringComparison.Ordinal);
        Assert.Equal(reason, Assert.IsType<RotationEvent.Held>(news).Summary);
    }

    [Fact]
    public async Task Commands_wait_for_a_fresh_look_once_theirs_has_grown_old()
    {
        await _fixture.LaunchAsync();
        var (plan, snapshot, record) = await PlanAsync();
        _fixture.Target.After = _ => _fixture.Time.Advance(SnapshotAge.Max + TimeSpan.FromSeconds(1));

        var executed = await ExecuteAsync(plan, snapshot, record);

        Assert.True(plan.Commands.Length > 1);
        Assert.Single(_fixture.Target.Calls);
        Assert.Equal(plan.Commands.Length - 1, executed.Postponed);
    }

    private async Task<(RotationPlan Plan, FleetSnapshot Snapshot, RotationRecord Record)> PlanAsync()
    {
        var policy = Wide;
        await _fixture.Engine.StartAsync(policy, EngineFixture.New, "test", TestContext.Current.CancellationToken);
        var record = await new RotationJournal(_fixture.Journal).ReadAsync(
            policy.Fleet, TestContext.Current.CancellationToken);
        var snapshot = await _fixture.Target.ObserveAsync(policy.Fleet, TestContext.Current.CancellationToken);
        return (RotationPlanner.Plan(
            policy, EngineFixture.New.Id, snapshot, record.History, _fixture.Time.GetUtcNow()), snapshot, record);
    }

    [Fact]
    public async Task A_lease_lost_during_a_command_stops_before_the_next_one()
    {
        await _fixture.LaunchAsync();
        var (plan, snapshot, record) = await PlanAsync();
        var leases = new FleetLeases(_fixture.Leases, _fixture.Time);
        await using var writer = await leases.TakeAsync(Wide.Fleet, TestContext.Current.CancellationToken);
        _fixture.Leases.StopRenewals("fleet/web");
        _fixture.Time.Advance(TimeSpan.FromSeconds(8));
        _fixture.Target.After = _ => _fixture.Time.Advance(TimeSpan.FromSeconds(10));
        var fresh = snapshot with { ObservedAt = _fixture.Time.GetUtcNow() };

        var refusal = await Assert.ThrowsAsync<ForgeException>(() => ExecuteAsync(leases, plan, fresh, record));

        Assert.True(plan.Commands.Length > 1);
        Assert.Equal(ForgeError.Busy, refusal.Error);
        Assert.Contains("lease fleet/web", refusal.Message, StringComparison.Ordinal);
        Assert.Single(_fixture.Target.Calls);
    }

    private async Task<ExecutedPlan> ExecuteAsync(RotationPlan plan, FleetSnapshot snapshot, RotationRecord record)
    {
        var leases = new FleetLeases(_fixture.Leases, _fixture.Time);
        await using var writer = await leases.TakeAsync(Wide.Fleet, TestContext.Current.CancellationToken);
        return await ExecuteAsync(leases, plan, snapshot, record);
    }

    private Task<ExecutedPlan> ExecuteAsync(
        FleetLeases leases, RotationPlan plan, FleetSnapshot snapshot, RotationRecord record)
    {
        var journal = new RotationJournal(_fixture.Journal, leases);
        return new PlanExecutor(_fixture.Target, journal, leases, new CallPacer(null, _fixture.Time), _fixture.Time,
            NullLogger.Instance)
            .RunAsync(Wide, plan, snapshot, record, TestContext.Current.CancellationToken);
    }

    private static RotationPolicy Wide =>
        EngineFixture.Policy with { MaxBatchPercentage = 100, MaxHealthyPercentage = 200 };
}
