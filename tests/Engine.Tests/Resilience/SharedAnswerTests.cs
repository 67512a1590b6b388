using ImageForge.Engine.Resilience;
using Microsoft.Extensions.Time.Testing;

namespace ImageForge.Engine.Tests.Resilience;

/// <summary>Many ask, one looks.</summary>
public sealed class SharedAnswerTests
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Usable = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _time = new();
    private TaskCompletionSource<int> _next = new();
    private int _asked;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_at_once_gets_one_answer_and_so_does_who_asks_soon_after()
    {
        var kept = Answer();
        var all = Enumerable.Range(0, 50).Select(_ => kept.GetAsync(Cancellation)).ToList();
        _next.SetResult(1);
        Assert.All(await Task.WhenAll(all), answer => Assert.Equal(1, answer));
        _time.Advance(Fresh - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await kept.GetAsync(Cancellation));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task An_old_answer_is_given_while_the_next_is_on_its_way_but_not_for_ever()
    {
        var kept = Answer();
        _next.SetResult(1);
        Assert.Equal(1, await kept.GetAsync(Cancellation));

        _next = new TaskCompletionSource<int>();
        _time.Advance(Fresh);
        Assert.Equal(1, await kept.GetAsync(Cancellation));
        _time.Advance(Usable - Fresh);
        var waits = kept.GetAsync(Cancellation);
        Assert.False(waits.IsCompleted);
        _next.SetResult(2);
        Assert.Equal(2, await waits);
    }

    [Fact]
    public async Task What_failed_is_asked_again_and_what_takes_too_long_is_given_up()
    {
        var kept = Answer();
        _next.SetException(new TargetException("away", isTransient: true));
        await Assert.ThrowsAsync<TargetException>(() => kept.GetAsync(Cancellation));

        _next = new TaskCompletionSource<int>();
        var waits = kept.GetAsync(Cancellation);
        while (Volatile.Read(ref _asked) < 2)
        {
            await Task.Yield();
        }

        _time.Advance(Limit);
        var late = await Assert.ThrowsAsync<TargetException>(() => waits);
        Assert.Contains("10 s", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_insists_on_news_gets_them_four_times_a_second_at_most()
    {
        var shared = Answer();
        _next.SetResult(1);
        Assert.Equal(1, await shared.GetAsync(Cancellation));

        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(1, await shared.GetAsync(_time.GetUtcNow(), Cancellation));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        _next = new TaskCompletionSource<int>();
        _next.SetResult(2);
        Assert.Equal(1, await shared.GetAsync(Cancellation));
        Assert.Equal(2, await shared.GetAsync(_time.GetUtcNow(), Cancellation));
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task What_takes_long_is_asked_for_less_often()
    {
        var shared = Answer();
        var waits = shared.GetAsync(Cancellation);
        while (Volatile.Read(ref _asked) < 1)
        {
            await Task.Yield();
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        _next.SetResult(1);
        Assert.Equal(1, await waits);
        _time.Advance(Fresh * 4);
        Assert.Equal(1, await shared.GetAsync(Cancellation));
        Assert.Equal(1, _asked);
    }

    private SharedAnswer<int> Answer() => new(
        token =>
        {
            Interlocked.Increment(ref _asked);
            return _next.Task.WaitAsync(token);
        },
        Fresh, Usable, Limit, _time);
}
