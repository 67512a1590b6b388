using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Windows;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Tests.Rotations;

/// <summary>What persons say of a rotation while somebody else drives it.</summary>
public sealed class RotationControlsTests : IDisposable
{
    private static readonly FleetName Fleet = EngineFixture.Policy.Fleet;
    private readonly EngineFixture _fixture = new();
    private readonly RotationControls _controls;

    public RotationControlsTests() => _controls = new RotationControls(_fixture.Journal, _fixture.Time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_paused_rotation_finishes_what_was_begun_and_hands_the_wait_back_until_it_is_resumed()
    {
        await _fixture.LaunchAsync();

        var held = await RunAsync(EngineFixture.Policy, pass => pass.Plan.Count.InFlight > 0
            ? _controls.PauseAsync(Fleet, "ann", "lunch", Cancellation)
            : Task.CompletedTask);
        Assert.Equal(PassEnd.Held, held.End);
        Assert.Contains("ann: lunch", held.EndReason, StringComparison.Ordinal);
        Assert.Equal(1, held.Plan.Count.OnTarget);
        Assert.Equal(3, _fixture.Target.Instances.Count);

        await _controls.ResumeAsync(Fleet, "ann", Cancellation);
        Assert.Equal(PassEnd.Complete, (await _fixture.RotateAsync())[^1].End);
        _fixture.AssertRotated();
    }

    [Fact]
    public async Task A_cancelled_rotation_ends_with_whole_pairs_only()
    {
        await _fixture.LaunchAsync();

        var last = await RunAsync(EngineFixture.Policy, pass => pass.Plan.Count.InFlight > 0
            ? _controls.CancelAsync(Fleet, "ann", "wrong image", Cancellation)
            : Task.CompletedTask);

        Assert.Equal(PassEnd.Cancelled, last.End);
        Assert.Equal(3, _fixture.Target.Serving);
        Assert.Equal(3, _fixture.Target.Instances.Count);
        Assert.Equal(3, _fixture.Target.LowestServing);
        var finished = Assert.IsType<RotationEvent.Finished>(_fixture.Events.Last());
        Assert.Equal(RotationStatus.Cancelled, finished.Status);
    }

    [Fact]
    public async Task An_approval_point_waits_for_a_person()
    {
        await _fixture.LaunchAsync();
        var policy = EngineFixture.Policy with { Approvals = [0, 50] };

        var first = await RunAsync(policy);
        Assert.Equal((PassEnd.Held, 0), (first.End, first.Plan.Count.OnTarget));
        Assert.Equal(0, await _controls.ApproveAsync(policy, "ann", Cancellation));
        var second = await RunAsync(policy);
        Assert.Equal((PassEnd.Held, 2), (second.End, second.Plan.Count.OnTarget));
        Assert.Equal(50, await _controls.ApproveAsync(policy, "ann", Cancellation));
        Assert.Equal(PassEnd.Complete, (await RunAsync(policy)).End);

        var nothing = await Assert.ThrowsAsync<ForgeException>(() => _controls.ApproveAsync(policy, "a", Cancellation));
        Assert.Equal(ForgeError.NotFound, nothing.Error);
    }

    [Fact]
    public async Task A_request_that_comes_again_because_its_answer_was_lost_says_nothing_more()
    {
        await _fixture.LaunchAsync();
        var policy = EngineFixture.Policy with { Approvals = [0, 50] };
        await RunAsync(policy);
        var first = _controls.Once("request 1");
        Assert.Equal(0, await first.ApproveAsync(policy, "ann", Cancellation));
        await first.ApproveAsync(policy, "ann", Cancellation);
        var run = await RunAsync(policy);
        Assert.Equal((PassEnd.Held, 2), (run.End, run.Plan.Count.OnTarget));

        await _controls.PauseAsync(Fleet, "ann", "lunch", Cancellation);
        var second = _controls.Once("request 2");
        await second.ResumeAsync(Fleet, "ann", Cancellation);
        await second.ResumeAsync(Fleet, "ann", Cancellation);
        await Assert.ThrowsAsync<ForgeException>(
            () => _controls.Once("request 3").ResumeAsync(Fleet, "ann", Cancellation));
        Assert.Single(_fixture.Events.OfType<RotationEvent.Approved>());
        Assert.Single(_fixture.Events.OfType<RotationEvent.Resumed>());
    }

    [Fact]
    public async Task A_protected_instance_is_waited_for_and_then_left_and_reported()
    {
        await _fixture.LaunchAsync();
        var spared = _fixture.Target.Instances.First().Id;
        await _controls.ProtectAsync(Fleet, spared, TimeSpan.FromHours(8), "ann", "a long job", Cancellation);

        var last = await RunAsync(EngineFixture.Policy with { ProtectionWait = TimeSpan.FromMinutes(10) });

        Assert.Equal(PassEnd.Complete, last.End);
        Assert.Contains(last.Plan.Holds, hold => hold.Instance == spared && hold.Reason == HoldReason.Protected);
        Assert.Equal(EngineFixture.Old.Id, _fixture.Target.Find(spared).Image);
        Assert.Equal(2, _fixture.Target.Instances.Count(instance => instance.Image == EngineFixture.New.Id));
    }

    [Fact]
    public async Task Instances_named_by_a_person_are_replaced_although_they_run_the_image()
    {
        await _fixture.LaunchAsync();
        await _fixture.RotateAsync();
        var odd = _fixture.Target.Instances.First().Id;

        await _controls.MarkAsync(Fleet, [odd], CandidateReason.Manual, "looks odd", Cancellation);
        var last = (await _fixture.RotateAsync())[^1];

        Assert.Equal(PassEnd.Complete, last.End);
        Assert.DoesNotContain(_fixture.Target.Instances, instance => instance.Id == odd);
        _fixture.AssertRotated();
    }

    [Fact]
    public async Task A_closed_window_hands_the_wait_back_and_a_person_may_pass_it()
    {
        await _fixture.LaunchAsync();
        var today = DateOnly.FromDateTime(_fixture.Time.GetUtcNow().UtcDateTime);
        var policy = EngineFixture.Policy with
        {
            Windows = RotationWindows.Always with
            {
                Blackouts = [new Blackout(today.AddDays(-1), today.AddDays(1), TimeZoneInfo.Utc, "freeze")],
            },
        };

        var held = await RunAsync(policy);
        Assert.Equal(PassEnd.Held, held.End);
        Assert.Contains("freeze", held.EndReason, StringComparison.Ordinal);
        await _controls.PassWindowsAsync(Fleet, "ann", "CVE-2026-1", Cancellation);
        Assert.Equal(PassEnd.Complete, (await RunAsync(policy)).End);
    }

    [Fact]
    public async Task Checkpoints_and_the_bake_take_their_time()
    {
        await _fixture.LaunchAsync();
        var policy = EngineFixture.Policy with
        {
            Checkpoints = [34, 67, 100],
            CheckpointDelay = TimeSpan.FromMinutes(10),
            BakeTime = TimeSpan.FromMinutes(30),
        };
        var before = _fixture.Time.GetUtcNow();

        var last = await RunAsync(policy);

        Assert.Equal(PassEnd.Complete, last.End);
        Assert.Equal([2], _fixture.Events.OfType<RotationEvent.CheckpointReached>().Select(reached => reached.Count));
        Assert.Single(_fixture.Events.OfType<RotationEvent.BakeBegan>());
        Assert.InRange(_fixture.Time.GetUtcNow() - before, TimeSpan.FromMinutes(40), TimeSpan.FromMinutes(60));
    }

    public void Dispose() => _fixture.Dispose();

    private async Task<RotationPass> RunAsync(RotationPolicy policy, Func<RotationPass, Task>? between = null)
    {
        RotationPass? last = null;
        var passes = 0;
        await foreach (var pass in _fixture.Engine.RunAsync(policy, EngineFixture.New, "test", Cancellation))
        {
            last = pass;
            Assert.True(++passes < 20_000, "the rotation does not end");
            await (between?.Invoke(pass) ?? Task.CompletedTask);
        }

        return last!;
    }
}
