using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Tests.Rotations;

public sealed class FleetRemovalTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Everything_is_gone_and_the_journal_says_so()
    {
        await _fixture.LaunchAsync();

        Assert.Equal(3, await DestroyAsync());

        Assert.Empty(_fixture.Target.Instances);
        Assert.False(_fixture.Target.HasFleet);
        Assert.Equal(
            "fleet removed; 3 instances terminated", Assert.IsType<RotationEvent.Held>(_fixture.Events.Last()).Summary);
    }

    [Fact]
    public async Task What_is_not_there_is_removed_without_a_trace()
    {
        Assert.Equal(0, await DestroyAsync());
        Assert.Empty(_fixture.Journal.Entries);
    }

    [Fact]
    public async Task A_rotation_under_way_ends_with_its_fleet_and_a_new_fleet_can_be_launched()
    {
        await _fixture.LaunchAsync();
        await _fixture.Engine.StartAsync(
            EngineFixture.Policy, EngineFixture.New, "test", TestContext.Current.CancellationToken);

        await DestroyAsync();
        await _fixture.LaunchAsync();

        Assert.Equal(3, _fixture.Target.Serving);
    }

    [Fact]
    public async Task What_cannot_be_removed_is_named_and_the_next_try_goes_on()
    {
        await _fixture.LaunchAsync();
        var stubborn = _fixture.Target.Instances.First().Id;
        _fixture.Target.Script = (call, _) => call == $"Terminate {stubborn}" ? FakeFault.Refused : FakeFault.None;

        var failure = await Assert.ThrowsAsync<ForgeException>(DestroyAsync);

        Assert.Equal(ForgeError.External, failure.Error);
        Assert.Contains(stubborn.Value, failure.Message, StringComparison.Ordinal);
        _fixture.Target.Script = (_, _) => FakeFault.None;
        Assert.Equal(1, await DestroyAsync());
    }

    private Task<int> DestroyAsync() =>
        _fixture.Engine.DestroyAsync(EngineFixture.Policy.Fleet, TestContext.Current.CancellationToken);
}
