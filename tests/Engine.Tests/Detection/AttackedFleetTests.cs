using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Windows;
using ImageForge.Engine.Rotations;
using ImageForge.Engine.Tests.Rotations;

namespace ImageForge.Engine.Tests.Detection;

/// <summary>An attacked instance goes by itself, under the floor, and its evidence stays.</summary>
public sealed class AttackedFleetTests : IDisposable
{
    private readonly DetectionBench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
    private FakeFleetTarget Target => _bench.Fixture.Target;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Its_replacement_serves_first_where_the_floor_demands_it()
    {
        await _bench.LaunchedAsync();
        var bad = _bench.Instances[1];
        await _bench.SendAsync(_bench.Reported(bad.Value));
        await _bench.RunAsync();

        AssertQuarantined(bad);
        Assert.Equal((3, 3), (Target.Serving, Target.LowestServing));
        var launch = Target.Calls.FindIndex(call => call.StartsWith("Admit ", StringComparison.Ordinal));
        Assert.InRange(launch, 0, Target.Calls.IndexOf($"Drain {bad}") - 1);
        Assert.Single(Target.Calls, call => call.StartsWith("Launch ", StringComparison.Ordinal));
        var incident = Assert.Single(await _bench.Reader.ListAsync(null, Cancellation)).Incident!;
        Assert.True(incident.TakenAt < incident.ReplacedAt && incident.ReplacedAt <= incident.OutOfServiceAt);
        Assert.True(incident.OutOfServiceAt <= incident.IsolatedAt && incident.IsolatedAt <= incident.EvidenceAt);
        Assert.Equal(64, incident.EvidenceSha256.Length);
        Assert.Null(incident.RemovedAt);
        Assert.Equal(
            "a detection: auditd: shadow-write (T1098), detection " + incident.Detection,
            _bench.Fixture.Events.OfType<RotationEvent.Started>().Last().Reason);
    }

    [Fact]
    public async Task It_is_out_at_once_where_the_floor_allows_it()
    {
        await _bench.LaunchedAsync(DetectionBench.Policy with { MinHealthyPercentage = 60 });
        var bad = _bench.Instances[1];
        await _bench.SendAsync(_bench.Reported(bad.Value));
        await _bench.RunAsync();

        AssertQuarantined(bad);
        Assert.Equal((3, 2), (Target.Serving, Target.LowestServing));
        Assert.Equal($"Drain {bad}", Target.Calls[0]);
    }

    [Fact]
    public async Task A_closed_window_and_a_protection_keep_no_attacker_in()
    {
        var closed = DetectionBench.Policy with
        {
            Windows = new RotationWindows
            {
                Weekly =
                [
                    new WeeklyWindow(
                        [DayOfWeek.Wednesday], new TimeOnly(3, 0), new TimeOnly(4, 0), TimeZoneInfo.Utc),
                ],
            },
        };
        await _bench.LaunchedAsync(closed);
        var bad = _bench.Instances[1];
        await new RotationControls(_bench.Fixture.Journal, _bench.Fixture.Time).ProtectAsync(
            closed.Fleet, bad, TimeSpan.FromDays(3), "ann", "a long job", Cancellation);
        await _bench.SendAsync(_bench.Reported(bad.Value));
        await _bench.RunAsync();
        AssertQuarantined(bad);
    }

    [Fact]
    public async Task What_only_has_to_be_replaced_is_replaced_and_removed()
    {
        await _bench.LaunchedAsync();
        var odd = _bench.Instances[2];
        Assert.Equal(
            (DetectionAction.Rotate, true),
            (await _bench.SendAsync(_bench.Reported(odd.Value, "T1053.003"))) is var outcome
                ? (outcome.Action, outcome.Taken)
                : default);
        await _bench.RunAsync();

        Assert.DoesNotContain(odd, _bench.Instances);
        Assert.DoesNotContain(Target.Calls, call => call.StartsWith("Isolate ", StringComparison.Ordinal));
        Assert.Equal((3, 3, 3), (Target.Serving, Target.LowestServing, Target.Instances.Count));
        Assert.NotNull(Assert.Single(await _bench.Reader.ListAsync(null, Cancellation)).Incident!.RemovedAt);
    }

    [Fact]
    public async Task An_attack_under_a_rotation_is_answered_by_its_next_pass()
    {
        await _bench.LaunchedAsync();
        await _bench.Fixture.Engine.StartAsync(DetectionBench.Policy, EngineFixture.New, "a person", Cancellation);
        var bad = _bench.Instances[0];
        await _bench.SendAsync(_bench.Reported(bad.Value));
        Assert.Null(await _bench.Rounds.AnswerAsync(DetectionBench.Policy, Cancellation));
        await _bench.RunAsync();
        AssertQuarantined(bad);
        Assert.Equal(3, Target.LowestServing);
    }

    [Fact]
    public async Task Where_the_newest_image_is_bad_here_the_last_healthy_one_takes_its_place()
    {
        await _bench.LaunchedAsync();
        _bench.Artifacts.Adopt(EngineFixture.New with { BuiltAt = DateTimeOffset.UnixEpoch.AddDays(1) });
        Target.Shape = made => made.App = made.Image == EngineFixture.New.Id ? HealthState.Unhealthy : made.App;
        await EngineFixture.CollectAsync(_bench.Fixture.Engine.RunAsync(
            DetectionBench.Policy, EngineFixture.New, "test", Cancellation));
        var launched = Target.Created.Count;

        var bad = _bench.Instances.First(id => Target.Find(id).Image == EngineFixture.Old.Id);
        await _bench.SendAsync(_bench.Reported(bad.Value));
        await _bench.RunAsync();

        AssertQuarantined(bad);
        Assert.Equal(launched + 1, Target.Created.Count);
        Assert.Equal(3, Target.Serving);
        Assert.Equal(3, Target.LowestServing);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_the_process_dies_the_next_one_goes_on(bool afterwards)
    {
        var deaths = 0;
        for (var crashAt = 1; ; crashAt++)
        {
            using var bench = await new DetectionBench().LaunchedAsync();
            var bad = bench.Instances[1];
            bench.Fixture.Journal.CrashAt = crashAt;
            bench.Fixture.Journal.CrashesAfterwards = afterwards;
            try
            {
                await bench.SendAsync(bench.Reported(bad.Value));
                await bench.RunAsync();
            }
            catch (FakeCrashException)
            {
                deaths++;
                bench.Restart();

                // Who got no answer sends it again, as the beacon does.
                await bench.SendAsync(bench.Reported(bad.Value));
                await bench.RunAsync();
            }

            Assert.True(bench.Fixture.Target.Find(bad).Isolated, $"crash at {crashAt}");
            Assert.Equal((3, 3), (bench.Fixture.Target.Serving, bench.Fixture.Target.LowestServing));
            Assert.Equal(4, bench.Fixture.Target.Created.Count);
            Assert.Single(bench.Fixture.Events.OfType<RotationEvent.Marked>());
            if (bench.Fixture.Journal.CrashAt > 0)
            {
                break;
            }
        }

        Assert.InRange(deaths, 8, 100);
    }

    private void AssertQuarantined(InstanceId bad)
    {
        Assert.True(Target.Find(bad).Isolated);
        Assert.Single(Target.Calls, call => call == $"Keep {bad}");
        Assert.DoesNotContain($"Terminate {bad}", Target.Calls);
        Assert.Single(_bench.Fixture.Events.OfType<RotationEvent.EvidenceKept>());
    }
}
