using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Rotations;
using ImageForge.Engine.Leases;

namespace ImageForge.Engine.Tests.Rotations;

public sealed class RotationEngineTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_fleet_is_made_from_nothing()
    {
        await _fixture.LaunchAsync();

        Assert.True(_fixture.Target.HasFleet);
        Assert.Equal(3, _fixture.Target.Serving);
        Assert.Equal(3, _fixture.Target.Created.Count);
    }

    [Fact]
    public async Task A_rotation_replaces_every_instance_and_keeps_floor_and_ceiling()
    {
        await _fixture.LaunchAsync();

        var passes = await _fixture.RotateAsync();

        Assert.Equal(PassEnd.Complete, passes[^1].End);
        Assert.All(passes.SkipLast(1), pass => Assert.Null(pass.End));
        _fixture.AssertRotated();
        Assert.Equal(6, _fixture.Target.Created.Count);
        Assert.Equal(RotationStatus.Complete, passes[^1].History.FinishedAs);
    }

    [Fact]
    public async Task A_fleet_that_is_on_the_image_is_left_alone()
    {
        await _fixture.LaunchAsync();

        var passes = await EngineFixture.CollectAsync(
            _fixture.Engine.RunAsync(
                EngineFixture.Policy, EngineFixture.Old, "again", TestContext.Current.CancellationToken));

        Assert.Equal(PassEnd.Complete, Assert.Single(passes).End);
        Assert.Empty(_fixture.Target.Calls);
    }

    [Fact]
    public async Task The_intent_is_in_the_journal_before_the_target_is_called()
    {
        _fixture.Target.Script = (call, _) =>
        {
            var last = _fixture.Journal.Entries[^1];
            Assert.Equal($"{last.Phase} {last.Subject}", $"Began {call.Split(' ')[1]}");
            return FakeFault.None;
        };

        await _fixture.LaunchAsync();
        await _fixture.RotateAsync();

        _fixture.AssertRotated();
    }

    [Fact]
    public async Task Waiting_does_not_make_the_journal_grow()
    {
        await _fixture.LaunchAsync();
        var before = _fixture.Journal.Appends;

        var passes = await _fixture.RotateAsync();

        Assert.True(passes.Count > 60, $"{passes.Count} passes");
        Assert.InRange(_fixture.Journal.Appends - before, 30, 75);
    }

    [Fact]
    public async Task An_image_that_does_not_work_stops_the_rotation_and_the_old_ones_go_on_serving()
    {
        await _fixture.LaunchAsync();
        _fixture.Target.Shape = made => made.App = HealthState.Unhealthy;

        var passes = await _fixture.RotateAsync();

        Assert.Equal(PassEnd.Stopped, passes[^1].End);
        Assert.Contains("launches failed > 1 tolerated", passes[^1].EndReason, StringComparison.Ordinal);
        Assert.Equal(3, _fixture.Target.Instances.Count(
            known => known.Image == EngineFixture.Old.Id && known.Serves(_fixture.Time.GetUtcNow())));
        Assert.Equal(3, _fixture.Target.LowestServing);
    }

    [Fact]
    public async Task After_a_stop_a_new_rotation_to_a_good_image_succeeds()
    {
        await _fixture.LaunchAsync();
        _fixture.Target.Shape = made => made.App = HealthState.Unhealthy;
        await _fixture.RotateAsync();
        _fixture.Target.Shape = _ => { };

        var passes = await _fixture.RotateAsync();

        Assert.Equal(PassEnd.Complete, passes[^1].End);
        _fixture.AssertRotated();
    }

    [Fact]
    public async Task It_does_not_go_on_past_a_sensor_gap_in_a_new_instance()
    {
        await _fixture.LaunchAsync();
        FakeInstance? silent = null;
        _fixture.Target.After = call =>
        {
            if (call.StartsWith("Admit", StringComparison.Ordinal) && silent is null)
            {
                silent = _fixture.Target.Find(new InstanceId(call.Split(' ')[1]));
                silent.Sensor = HealthState.Unhealthy;
            }
        };

        var run = _fixture.Engine.RunAsync(
            EngineFixture.Policy, EngineFixture.New, "test", TestContext.Current.CancellationToken);
        var held = await run.FirstAsync(
            pass => pass.Plan.Holds.Any(hold => hold.Reason == HoldReason.SensorGap),
            TestContext.Current.CancellationToken);

        Assert.Contains(held.Plan.Holds, hold => hold.Instance == silent!.Id && hold.Detail.Contains(
            "auditd", StringComparison.Ordinal));
        Assert.DoesNotContain(_fixture.Target.Calls, call => call.StartsWith("Drain", StringComparison.Ordinal));
        Assert.Equal(3, _fixture.Target.LowestServing);
    }

    [Fact]
    public async Task A_rotation_that_nothing_moves_ends_as_stalled_and_can_be_resumed()
    {
        await _fixture.LaunchAsync();
        _fixture.Target.Shape = made => made.Sensor = HealthState.Unknown;
        foreach (var known in _fixture.Target.Instances)
        {
            known.Sensor = HealthState.Unknown;
        }

        var began = _fixture.Time.GetUtcNow();
        var passes = await _fixture.RotateAsync();

        Assert.Equal(PassEnd.Stalled, passes[^1].End);
        Assert.InRange((_fixture.Time.GetUtcNow() - began).TotalSeconds, 135, 300);
        Assert.Null(passes[^1].History.FinishedAs);

        _fixture.Target.Shape = _ => { };
        foreach (var known in _fixture.Target.Instances)
        {
            known.Sensor = HealthState.Healthy;
        }

        Assert.Equal(PassEnd.Complete, (await _fixture.RotateAsync())[^1].End);
    }

    [Fact]
    public async Task A_fleet_that_cannot_be_seen_for_a_while_is_waited_for()
    {
        await _fixture.LaunchAsync();
        _fixture.Target.After = call =>
            _fixture.Target.BlindUntil = call.StartsWith("Register", StringComparison.Ordinal)
            ? _fixture.Time.GetUtcNow() + TimeSpan.FromSeconds(40)
            : _fixture.Target.BlindUntil;

        Assert.Equal(PassEnd.Complete, (await _fixture.RotateAsync())[^1].End);
        _fixture.AssertRotated();
    }

    [Fact]
    public async Task A_fleet_that_cannot_be_seen_for_too_long_ends_the_run()
    {
        await _fixture.LaunchAsync();
        _fixture.Target.BlindUntil = DateTimeOffset.MaxValue;

        var failure = await Assert.ThrowsAsync<ForgeException>(() => _fixture.RotateAsync());

        Assert.Equal(ForgeError.External, failure.Error);
        Assert.Contains("the socket is gone", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_fixture.Target.Calls);
    }

    [Fact]
    public async Task A_preview_changes_and_records_nothing()
    {
        await _fixture.LaunchAsync();
        var before = _fixture.Journal.Appends;

        var pass = await _fixture.Engine.PreviewAsync(
            EngineFixture.Policy, EngineFixture.New, TestContext.Current.CancellationToken);

        Assert.NotEmpty(pass.Plan.Commands);
        Assert.NotEmpty(pass.Plan.Arithmetic);
        Assert.Equal(before, _fixture.Journal.Appends);
        Assert.Empty(_fixture.Target.Calls);
    }

    [Fact]
    public async Task A_fleet_is_not_launched_over_another_one()
    {
        await _fixture.LaunchAsync();

        var refusal = await Assert.ThrowsAsync<ForgeException>(() => EngineFixture.CollectAsync(
            _fixture.Engine.LaunchFleetAsync(
                EngineFixture.Policy, EngineFixture.New, TestContext.Current.CancellationToken)));

        Assert.Equal(ForgeError.Usage, refusal.Error);
    }

    [Fact]
    public async Task A_second_process_is_refused_and_told_who_is_at_work()
    {
        await using var other = await new FleetLeases(_fixture.Leases, _fixture.Time).TakeAsync(
            EngineFixture.Policy.Fleet, TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<ForgeException>(() => _fixture.RotateAsync());

        Assert.Equal(ForgeError.Busy, refusal.Error);
        Assert.Contains($"process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_fixture.Journal.Entries);
    }

    [Fact]
    public async Task A_rotation_to_another_image_waits_for_the_unfinished_one_and_the_same_is_resumed()
    {
        await _fixture.LaunchAsync();
        var first = await StartAsync(EngineFixture.New);

        Assert.Equal(first, await StartAsync(EngineFixture.New));
        var refusal = await Assert.ThrowsAsync<ForgeException>(() => StartAsync(EngineFixture.Old));

        Assert.Equal(ForgeError.Busy, refusal.Error);
        Assert.Contains(first.Value, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, _fixture.Events.OfType<RotationEvent.Started>().Count());
    }

    [Fact]
    public async Task A_tick_needs_a_rotation_under_way()
    {
        await _fixture.LaunchAsync();

        var refusal = await Assert.ThrowsAsync<ForgeException>(() => _fixture.Engine.TickAsync(
            EngineFixture.Policy, TestContext.Current.CancellationToken));
        await StartAsync(EngineFixture.New);
        var pass = await _fixture.Engine.TickAsync(
            EngineFixture.Policy, TestContext.Current.CancellationToken);

        Assert.Equal(ForgeError.NotFound, refusal.Error);
        Assert.Null(pass.End);
        Assert.NotEmpty(_fixture.Target.Calls);
    }

    [Fact]
    public async Task An_edited_journal_stops_everything()
    {
        await _fixture.LaunchAsync();
        await _fixture.Journal.AppendAsync(
            "fleet/web", "run", ImageForge.Core.Journal.JournalPhase.Noted, "web", "{}", fence: null,
            TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<ForgeException>(() => _fixture.RotateAsync());

        Assert.Equal(ForgeError.Integrity, refusal.Error);
        Assert.Contains("holds no rotation event this version knows", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_fixture.Target.Calls);
    }

    private Task<RotationId> StartAsync(ImageForge.Core.Images.ImageArtifact artifact) => _fixture.Engine.StartAsync(
        EngineFixture.Policy, artifact, "test", TestContext.Current.CancellationToken);
}
