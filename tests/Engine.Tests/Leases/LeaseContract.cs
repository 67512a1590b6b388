using ImageForge.Core.Journal;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;

namespace ImageForge.Engine.Tests.Leases;

/// <summary>What every kind of lease promises. Two processes, one store.</summary>
public abstract class LeaseContract
{
    protected const string Name = "fleet/web";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    protected abstract ILeases One { get; }
    protected abstract ILeases Two { get; }
    protected abstract IJournal Journal { get; }

    /// <summary>Time goes by, and every process lives through it second by second.</summary>
    protected abstract Task LiveAsync(TimeSpan time);

    /// <summary>Time goes by while process one stands still; then it finds its clock moved.</summary>
    protected abstract Task StopOneAsync(TimeSpan time);

    [Fact]
    public async Task Of_two_takers_one_is_refused_and_can_be_told_who_holds()
    {
        await using var lease = await TakeAsync(One, "one");

        Assert.Null(await TryTakeAsync(Two, "two"));
        Assert.Equal("one", await HolderAsync(Two));
        Assert.Null(await Two.HolderOfAsync("fleet/api", TestContext.Current.CancellationToken));
        Assert.False(lease.IsLost);
        Assert.InRange(lease.Left, LeaseTiming.Lifetime - Second, LeaseTiming.Lifetime);
    }

    [Fact]
    public async Task Another_name_is_another_lease()
    {
        await using var lease = await TakeAsync(One, "one");
        await using var other = await Two.TryTakeAsync("fleet/api", "two", TestContext.Current.CancellationToken);

        Assert.NotNull(other);
    }

    [Fact]
    public async Task What_is_disposed_is_free_at_once_and_its_epoch_never_comes_again()
    {
        var epochs = new List<long>();
        for (var turn = 0; turn < 3; turn++)
        {
            var lease = await TakeAsync(turn % 2 == 0 ? One : Two, "holder");
            epochs.Add(lease.Fence.Epoch);
            await lease.DisposeAsync();
            Assert.True(lease.IsLost);
            Assert.Null(await HolderAsync(One));
        }

        Assert.Equal([1L, 2L, 3L], epochs);
    }

    [Fact]
    public async Task A_living_holder_keeps_it_for_ever()
    {
        await using var lease = await TakeAsync(One, "one");

        await LiveAsync(10 * LeaseTiming.Lifetime);

        Assert.InRange(lease.Left, LeaseTiming.Lifetime - LeaseTiming.RenewEvery, LeaseTiming.Lifetime);
        Assert.Null(await TryTakeAsync(Two, "two"));
        await AppendAsync(lease.Fence);
    }

    [Fact]
    public async Task A_holder_that_stood_still_too_long_knows_before_it_acts_and_cannot_append()
    {
        await using var lease = await TakeAsync(One, "one");

        await StopOneAsync(LeaseTiming.Lifetime + Second);

        Assert.True(lease.IsLost);
        Assert.Equal(TimeSpan.Zero, lease.Left);
        var refusal = await Assert.ThrowsAsync<ForgeException>(() => AppendAsync(lease.Fence));
        Assert.Equal(ForgeError.Busy, refusal.Error);
        await using var successor = await TakeAsync(Two, "two");
        Assert.Equal(lease.Fence.Epoch + 1, successor.Fence.Epoch);
    }

    [Fact]
    public async Task A_holder_that_stood_still_for_less_goes_on()
    {
        await using var lease = await TakeAsync(One, "one");

        await StopOneAsync(LeaseTiming.Lifetime - 2 * Second);
        Assert.Null(await TryTakeAsync(Two, "two"));
        await LiveAsync(LeaseTiming.RenewEvery);

        Assert.False(lease.IsLost);
        await AppendAsync(lease.Fence);
    }

    [Fact]
    public async Task A_stale_epoch_is_refused_by_the_journal_which_names_the_new_holder()
    {
        await using var stale = await TakeAsync(One, "one");
        await StopOneAsync(LeaseTiming.Lifetime + Second);
        await using var current = await TakeAsync(Two, "two");

        var refusal = await Assert.ThrowsAsync<ForgeException>(() => AppendAsync(stale.Fence));
        await AppendAsync(current.Fence);

        Assert.Equal(ForgeError.Busy, refusal.Error);
        Assert.Contains("two holds it now", refusal.Message, StringComparison.Ordinal);
        var entries = await Journal.ReadAsync(Name, 0, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Single(entries);
        Assert.Empty(await Journal.VerifyAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_late_end_of_a_lost_lease_does_not_free_the_new_one()
    {
        var stale = await TakeAsync(One, "one");
        await StopOneAsync(LeaseTiming.Lifetime + Second);
        await using var current = await TakeAsync(Two, "two");

        await stale.DisposeAsync();

        Assert.Equal("two", await HolderAsync(One));
        await AppendAsync(current.Fence);
    }

    [Fact]
    public async Task An_epoch_that_nobody_was_given_is_refused()
    {
        await using var lease = await TakeAsync(One, "one");

        await Assert.ThrowsAsync<ForgeException>(() => AppendAsync(lease.Fence with { Epoch = 7 }));
        await Assert.ThrowsAsync<ForgeException>(() => AppendAsync(new LeaseFence("fleet/api", 1)));
    }

    protected static Task<ILease?> TryTakeAsync(ILeases leases, string holder) =>
        leases.TryTakeAsync(Name, holder, TestContext.Current.CancellationToken);

    protected static async Task<ILease> TakeAsync(ILeases leases, string holder)
    {
        var lease = await TryTakeAsync(leases, holder);
        Assert.NotNull(lease);
        return lease;
    }

    private static Task<string?> HolderAsync(ILeases leases) =>
        leases.HolderOfAsync(Name, TestContext.Current.CancellationToken);

    protected Task<JournalEntry> AppendAsync(LeaseFence fence) => Journal.AppendAsync(
        Name, "run", JournalPhase.Noted, "subject", "{}", fence, TestContext.Current.CancellationToken);
}
