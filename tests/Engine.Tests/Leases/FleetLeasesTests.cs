using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using Microsoft.Extensions.Time.Testing;

namespace ImageForge.Engine.Tests.Leases;

public sealed class FleetLeasesTests
{
    private static readonly FleetName Fleet = new("web");
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryLeases _store;
    private readonly FleetLeases _leases;

    public FleetLeasesTests()
    {
        _store = new MemoryLeases(_time);
        _leases = new FleetLeases(_store, _time);
    }

    [Fact]
    public async Task Nothing_is_sent_without_a_lease()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => _leases.SendAsync(Fleet, _ => throw new InvalidTimeZoneException("sent")));
        Assert.Throws<InvalidOperationException>(() => _leases.FenceOf(Fleet));
    }

    [Fact]
    public async Task Nothing_is_sent_with_less_than_three_seconds_left()
    {
        await using var writer = await TakeAsync(_leases);
        _store.StopRenewals("fleet/web");
        var sent = 0;
        _time.Advance(LeaseTiming.Lifetime - LeaseTiming.LeastToSend);
        await SendAsync();
        _time.Advance(TimeSpan.FromMilliseconds(1));

        var refusal = await Assert.ThrowsAsync<ForgeException>(SendAsync);

        Assert.Equal(ForgeError.Busy, refusal.Error);
        Assert.Equal(1, sent);

        Task SendAsync() => _leases.SendAsync(Fleet, _ =>
        {
            sent++;
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_call_without_an_answer_ends_before_the_lease_can()
    {
        await using var writer = await TakeAsync(_leases);
        _store.StopRenewals("fleet/web");
        _time.Advance(TimeSpan.FromSeconds(5));
        var call = _leases.SendAsync(Fleet, token => new TaskCompletionSource().Task.WaitAsync(token));

        _time.Advance(TimeSpan.FromSeconds(12.9));
        Assert.False(call.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        var failure = await Assert.ThrowsAsync<TargetException>(() => call);
        Assert.Equal("no answer within 13 s", failure.Message);
    }

    [Fact]
    public async Task All_tries_of_a_call_share_one_deadline()
    {
        await using var writer = await TakeAsync(_leases);
        _store.StopRenewals("fleet/web");
        _time.Advance(TimeSpan.FromSeconds(17));
        var tries = 0;

        // One second is left for the call: the first try takes all but nothing of it, the pause after it the rest.
        var call = _leases.SendAsync(Fleet, _ =>
        {
            tries++;
            _time.Advance(TimeSpan.FromSeconds(0.99));
            throw new TargetException("busy", isTransient: true);
        });
        _time.Advance(TimeSpan.FromSeconds(0.01));

        await Assert.ThrowsAsync<TargetException>(() => call);
        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task Work_that_lost_its_lease_cannot_go_on_under_a_new_one_of_the_same_engine()
    {
        var stale = await TakeAsync(_leases);
        _store.StopRenewals("fleet/web");
        _time.Advance(LeaseTiming.Lifetime);

        var refusal = await Assert.ThrowsAsync<ForgeException>(() => TakeAsync(_leases));
        Assert.Equal(ForgeError.Busy, refusal.Error);

        await stale.DisposeAsync();
        await using var next = await TakeAsync(_leases);
        Assert.True(_leases.FenceOf(Fleet).Epoch > 1);
    }

    [Fact]
    public async Task Nothing_is_written_of_a_fleet_once_its_lease_is_another_ones()
    {
        var entries = new MemoryJournal(_store, _time);
        var journal = new RotationJournal(entries, _leases);
        await using var stale = await TakeAsync(_leases);
        _store.StopRenewals("fleet/web");
        _time.Advance(LeaseTiming.Lifetime);
        await using var next = await TakeAsync(new FleetLeases(_store, _time));

        var refusal = await Assert.ThrowsAsync<ForgeException>(() => journal.AppendAsync(
            Fleet, "run", RotationRecord.Empty, new RotationEvent.Held("too late"),
            TestContext.Current.CancellationToken));

        Assert.Equal(ForgeError.Busy, refusal.Error);
        Assert.Empty(await entries.ListChainsAsync(TestContext.Current.CancellationToken));
    }

    private static Task<IAsyncDisposable> TakeAsync(FleetLeases leases) =>
        leases.TakeAsync(Fleet, TestContext.Current.CancellationToken);
}
