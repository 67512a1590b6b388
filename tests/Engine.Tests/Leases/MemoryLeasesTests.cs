using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using Microsoft.Extensions.Time.Testing;

namespace ImageForge.Engine.Tests.Leases;

public sealed class MemoryLeasesTests : LeaseContract
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryLeases _leases;

    public MemoryLeasesTests()
    {
        _leases = new MemoryLeases(_time);
        Journal = new MemoryJournal(_leases, _time);
    }

    protected override ILeases One => _leases;
    protected override ILeases Two => _leases;
    protected override IJournal Journal { get; }

    [Fact]
    public async Task Nothing_in_memory_ever_waits()
    {
        var taking = One.TryTakeAsync(Name, "one", TestContext.Current.CancellationToken);
        Assert.True(taking.IsCompletedSuccessfully);
        await using var lease = await taking;
        Assert.True(AppendAsync(lease!.Fence).IsCompletedSuccessfully);
        Assert.True(Journal.VerifyAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
        Assert.True(Journal.ReadAsync(Name, 0, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Renewals_that_stop_leave_what_the_last_one_gave()
    {
        await using var lease = await TakeAsync(One, "one");
        _time.Advance(TimeSpan.FromSeconds(12));
        _leases.StopRenewals(Name);
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(TimeSpan.FromSeconds(12), lease.Left);
    }

    protected override Task LiveAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    protected override Task StopOneAsync(TimeSpan time)
    {
        _leases.StopRenewals(Name);
        _time.Advance(time);
        _leases.ResumeRenewals(Name);
        return Task.CompletedTask;
    }
}
