using System.Diagnostics;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Store;
using ImageForge.Engine.Tests.Journal;
using Microsoft.Extensions.Time.Testing;

namespace ImageForge.Engine.Tests.Leases;

/// <summary>
/// The database's clock cannot be turned, so its rows are: the same hours go by for it. Each process has a clock of its
/// own.
/// </summary>
public abstract class StoredLeaseContract : LeaseContract, IDisposable
{
    private readonly JournalFixture _fixture;
    private readonly StoredLeases _one;
    private readonly StoredLeases _two;
    private readonly FakeTimeProvider _timeOfOne = new();
    private readonly FakeTimeProvider _timeOfTwo = new();

    protected StoredLeaseContract(JournalFixture fixture)
    {
        _fixture = fixture;
        _one = new StoredLeases(_fixture.Database, _timeOfOne);
        _two = new StoredLeases(new ForgeDatabase(_fixture.State), _timeOfTwo);
    }

    protected override ILeases One => _one;
    protected override ILeases Two => _two;
    protected override IJournal Journal => _fixture.Journal;

    public void Dispose()
    {
        _fixture.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_dead_process_of_this_machine_is_succeeded_at_once_with_a_higher_epoch()
    {
        using var child = Process.Start(new ProcessStartInfo("sleep", ["60"]))!;
        var held = await TakeAsync(One, "one");
        await PretendAsync(HolderProcess.Write(child.Id, RunningProcess.StartTimeOf));
        Assert.Null(await TryTakeAsync(Two, "two"));

        child.Kill();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using var successor = await TakeAsync(Two, "two");

        Assert.Equal(held.Fence.Epoch + 1, successor.Fence.Epoch);
        await Assert.ThrowsAsync<ForgeException>(() => AppendAsync(held.Fence));
    }

    [Fact]
    public async Task A_pid_that_was_given_to_another_process_is_a_dead_holder()
    {
        await TakeAsync(One, "one");
        await PretendAsync(HolderProcess.Write(Environment.ProcessId, _ => 1));

        Assert.NotNull(await TryTakeAsync(Two, "two"));
    }

    [Theory]
    [InlineData("another boot")]
    [InlineData("another container")]
    [InlineData("nonsense")]
    public async Task A_process_that_cannot_be_looked_at_counts_as_alive_until_its_time_is_over(string where)
    {
        await TakeAsync(One, "one");
        var parts = HolderProcess.Write(int.MaxValue, _ => 1).Split(' ');
        Assert.True(HolderProcess.IsDead(string.Join(' ', parts)));
        await PretendAsync(where switch
        {
            "another boot" => string.Join(' ', ["3e1f", .. parts[1..]]),
            "another container" => string.Join(' ', [parts[0], "pid:[1]", .. parts[2..]]),
            _ => "?",
        });

        Assert.Null(await TryTakeAsync(Two, "two"));
        await StopOneAsync(LeaseTiming.Lifetime);
        Assert.NotNull(await TryTakeAsync(Two, "two"));
    }

    [Fact]
    public async Task A_renewal_that_the_database_refuses_loses_the_lease_before_its_time()
    {
        await using var lease = await TakeAsync(One, "one");
        await _fixture.ExecuteAsync("UPDATE leases SET epoch = epoch + 1");

        await AdvanceOneAsync(LeaseTiming.RenewEvery);

        Assert.True(lease.IsLost);
    }

    [Fact]
    public async Task Renewals_that_fail_use_the_lease_up_and_one_that_works_saves_it()
    {
        await using var lease = await TakeAsync(One, "one");
        await _fixture.ExecuteAsync("ALTER TABLE leases RENAME TO elsewhere");
        await AdvanceOneAsync(LeaseTiming.RenewEvery);
        await AdvanceOneAsync(LeaseTiming.RenewEvery);
        Assert.Equal(LeaseTiming.Lifetime - 2 * LeaseTiming.RenewEvery, lease.Left);

        await _fixture.ExecuteAsync("ALTER TABLE elsewhere RENAME TO leases");
        await AdvanceOneAsync(LeaseTiming.RenewEvery);

        Assert.Equal(LeaseTiming.Lifetime, lease.Left);
    }

    [Fact]
    public async Task Twenty_at_once_never_hold_together()
    {
        const int Takers = 20;
        const int Turns = 25;
        var (holders, most, taken) = (0, 0, 0);
        var epochs = new System.Collections.Concurrent.ConcurrentBag<long>();

        await Task.WhenAll(Enumerable.Range(0, Takers).Select(taker => Task.Run(async () =>
        {
            var leases = new StoredLeases(new ForgeDatabase(_fixture.State), TimeProvider.System);
            for (var turn = 0; turn < Turns; turn++)
            {
                if (await leases.TryTakeAsync(Name, $"{taker}", CancellationToken.None) is not { } lease)
                {
                    continue;
                }

                InterlockedMax(ref most, Interlocked.Increment(ref holders));
                await Task.Yield();
                epochs.Add(lease.Fence.Epoch);
                Interlocked.Increment(ref taken);
                Interlocked.Decrement(ref holders);
                await lease.DisposeAsync();
            }
        })));

        Assert.Equal(1, most);
        Assert.True(taken > 1);
        Assert.Equal(Enumerable.Range(1, taken).Select(epoch => (long)epoch), epochs.Order());
    }

    protected override async Task LiveAsync(TimeSpan time)
    {
        var step = TimeSpan.FromSeconds(1);
        for (var lived = TimeSpan.Zero; lived < time; lived += step)
        {
            await TurnAsync(step);
            await AdvanceOneAsync(step);
            _timeOfTwo.Advance(step);
            await _two.Renewing;
        }
    }

    // A stopped process finds its clock moved when it goes on: no timer of it ran at the times in between.
    protected override async Task StopOneAsync(TimeSpan time)
    {
        await TurnAsync(time);
        _timeOfTwo.Advance(time);
        await _two.Renewing;
        await AdvanceOneAsync(time);
    }

    private async Task AdvanceOneAsync(TimeSpan time)
    {
        _timeOfOne.Advance(time);
        await _one.Renewing;
    }

    private Task TurnAsync(TimeSpan time) => _fixture.ExecuteAsync(
        "UPDATE leases SET expires = expires - @milliseconds", new { milliseconds = (long)time.TotalMilliseconds });

    private Task PretendAsync(string process) =>
        _fixture.ExecuteAsync("UPDATE leases SET process = @process", new { process });

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = target; value > seen;)
        {
            seen = Interlocked.CompareExchange(ref target, value, seen) is var was && was == seen ? value : was;
        }
    }
}
