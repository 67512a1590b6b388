using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated;

/// <summary>Time that moves only when told, and a pump that tells it.</summary>
public sealed class VirtualTimeTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void Timers_fire_in_order_of_their_due_time_and_equal_ones_in_order_of_their_making()
    {
        var fired = new List<string>();
        void Set(string name, int seconds) => _time.CreateTimer(
            _ => fired.Add($"{name}@{_time.Elapsed.TotalSeconds}"), null, TimeSpan.FromSeconds(seconds),
            Timeout.InfiniteTimeSpan);
        Set("c", 3);
        Set("a", 1);
        Set("b", 3);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["a@1"], fired);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["a@1", "c@3", "b@3"], fired);
        Assert.Equal(TimeSpan.FromSeconds(4), _time.Elapsed);
    }

    [Fact]
    public void A_period_repeats_a_change_replaces_and_an_end_ends()
    {
        var fired = new List<double>();
        var timer = _time.CreateTimer(
            _ => fired.Add(_time.Elapsed.TotalSeconds), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(5));
        timer.Change(TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal([1, 3, 5, 15], fired);
        timer.Change(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        timer.Dispose();
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(4, fired.Count);
        Assert.False(timer.Change(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Work_that_waits_moves_time_and_two_works_take_turns()
    {
        var log = new List<string>();
        async Task WorkAsync(string name, int seconds)
        {
            for (var turn = 0; turn < 2; turn++)
            {
                await Task.Delay(TimeSpan.FromSeconds(seconds), _time);
                log.Add($"{name}@{_time.Elapsed.TotalSeconds}");
            }
        }

        _time.Run(() => Task.WhenAll(WorkAsync("slow", 3), WorkAsync("quick", 2)));
        Assert.Equal(["quick@2", "slow@3", "quick@4", "slow@6"], log);
    }

    [Fact]
    public void Everything_stays_on_one_thread_even_without_a_captured_context()
    {
        var threads = new HashSet<int>();
        _time.Run(async () =>
        {
            for (var turn = 0; turn < 100; turn++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _time).ConfigureAwait(turn % 2 == 0);
                threads.Add(Environment.CurrentManagedThreadId);
            }
        });
        Assert.Equal([Environment.CurrentManagedThreadId], threads);
    }

    [Fact]
    public void Deadlines_of_cancellation_count_in_virtual_time()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1), _time);
        Assert.ThrowsAny<OperationCanceledException>(
            () => _time.Run(() => Task.Delay(TimeSpan.FromMinutes(5), _time, deadline.Token)));
        Assert.Equal(TimeSpan.FromMinutes(1), _time.Elapsed);
    }

    [Fact]
    public void The_wall_clock_jumps_and_nothing_else_notices()
    {
        var (wall, stamp) = (_time.GetUtcNow(), _time.GetTimestamp());
        _time.JumpClock(TimeSpan.FromHours(-2));
        Assert.Equal(wall.AddHours(-2), _time.GetUtcNow());
        Assert.Equal(TimeSpan.Zero, _time.GetElapsedTime(stamp));
        _time.Run(() => Task.Delay(TimeSpan.FromSeconds(3), _time));
        Assert.Equal(TimeSpan.FromSeconds(3), _time.GetElapsedTime(stamp));
        Assert.Equal(wall.AddHours(-2).AddSeconds(3), _time.GetUtcNow());
    }

    [Fact]
    public void Work_that_waits_for_nothing_is_told_so()
    {
        var never = new TaskCompletionSource();
        var fault = Assert.Throws<VirtualTimeException>(() => _time.Run(() => never.Task));
        Assert.Contains("no timer is set", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Work_has_limits_of_time_and_of_steps()
    {
        async Task ForEverAsync()
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _time);
            }
        }

        var short1 = new VirtualTimeLimits { Time = TimeSpan.FromSeconds(10) };
        Assert.Contains(
            "00:00:10", Assert.Throws<VirtualTimeException>(() => _time.Run(ForEverAsync, short1)).Message,
            StringComparison.Ordinal);
        var few = new VirtualTimeLimits { Steps = 5 };
        Assert.Contains(
            "5 timers", Assert.Throws<VirtualTimeException>(() => _time.Run(ForEverAsync, few)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Work_that_leaves_the_thread_is_refused()
    {
        Exception? fault = null;
        _time.Run(() =>
        {
            var other = new Thread(() => fault = Record.Exception(() => _time.GetUtcNow()));
            other.Start();
            other.Join();
            return Task.CompletedTask;
        });
        Assert.IsType<VirtualTimeException>(fault);
    }

    [Fact]
    public void A_failure_of_the_work_is_the_callers()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => _time.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _time);
            throw new InvalidOperationException("broken");
        }));
        Assert.Equal("broken", fault.Message);
    }
}
