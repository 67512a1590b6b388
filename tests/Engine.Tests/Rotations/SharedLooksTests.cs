using ImageForge.Core.Fleets;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Tests.Rotations;

/// <summary>Fifty readers cost a target one look.</summary>
public sealed class SharedLooksTests : IDisposable
{
    private static readonly FleetName Fleet = EngineFixture.Policy.Fleet;
    private readonly EngineFixture _fixture = new();
    private readonly SharedLooks _looks;

    public SharedLooksTests() => _looks = new SharedLooks(_fixture.Target, _fixture.Time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_within_five_seconds_gets_the_same_look_unless_something_happened_since()
    {
        await _fixture.LaunchAsync();
        var looks = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => LookAsync(DateTimeOffset.MinValue)));
        Assert.All(looks, look => Assert.Same(looks[0], look));
        _fixture.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Same(looks[0], await LookAsync(DateTimeOffset.MinValue));

        var since = _fixture.Time.GetUtcNow() - TimeSpan.FromSeconds(1);
        var news = await LookAsync(since);
        Assert.NotSame(looks[0], news);
        Assert.Same(news, await LookAsync(since));
        _fixture.Time.Advance(SharedLooks.AgeMax + TimeSpan.FromSeconds(1));
        Assert.NotSame(news, await LookAsync(DateTimeOffset.MinValue));
    }

    private Task<FleetSnapshot> LookAsync(DateTimeOffset notBefore) =>
        _looks.LookAsync(Fleet, notBefore, Cancellation);

    public void Dispose() => _fixture.Dispose();
}
