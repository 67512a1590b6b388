using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Tests.Rotations;

/// <summary>An image is revoked while a fleet runs on it, or moves onto it.</summary>
public sealed class RevocationTests : IDisposable
{
    private static readonly RotationPolicy Policy = EngineFixture.Policy with { AutoRollback = true };
    private readonly EngineFixture _fixture = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(RevocationKind.Vulnerable, CandidateReason.Vulnerability)]
    [InlineData(RevocationKind.Compromised, CandidateReason.Compromised)]
    public async Task What_runs_on_a_revoked_image_is_marked_once_and_told_why(
        RevocationKind kind, CandidateReason reason)
    {
        await _fixture.LaunchAsync();
        _fixture.Revoked[EngineFixture.Old.Id] = new ImageRevocation(kind, "CVE-2026-1");
        await _fixture.Engine.StartAsync(Policy, EngineFixture.New, "test", Cancellation);

        await _fixture.Engine.TickAsync(Policy, Cancellation);
        await _fixture.NewEngine().TickAsync(Policy, Cancellation);

        var marks = _fixture.Events.OfType<RotationEvent.Marked>().ToList();
        Assert.Equal(3, marks.Count);
        Assert.Equal(3, marks.Select(mark => mark.Instance).Distinct().Count());
        Assert.All(marks, mark => Assert.Equal(reason, mark.Reason));
        Assert.All(marks, mark => Assert.Contains("CVE-2026-1", mark.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rotation_to_an_image_that_is_revoked_launches_nothing_more_on_it_and_goes_back()
    {
        await _fixture.LaunchAsync();
        var launched = 0;
        var passes = new List<RotationPass>();
        await foreach (var pass in _fixture.Engine.RunAsync(Policy, EngineFixture.New, "test", Cancellation))
        {
            passes.Add(pass);
            Assert.True(passes.Count < EngineFixture.PassesMax, "it does not end");
            if (pass.Plan.Count.OnTarget > 1 && _fixture.Revoked.Count == 0)
            {
                launched = LaunchesOfNew();
                _fixture.Revoked[EngineFixture.New.Id] = new ImageRevocation(RevocationKind.Vulnerable, "CVE-2026-1");
            }
        }

        Assert.Equal(PassEnd.RolledBack, passes[^1].End);
        Assert.Contains("was revoked: CVE-2026-1", passes[^1].EndReason, StringComparison.Ordinal);
        Assert.Equal(launched, LaunchesOfNew());
        Assert.Equal(3, _fixture.Target.Instances.Count);
        Assert.All(_fixture.Target.Instances, instance => Assert.Equal(EngineFixture.Old.Id, instance.Image));
        Assert.Equal(3, _fixture.Target.LowestServing);
    }

    [Fact]
    public async Task With_nothing_to_go_back_to_the_rotation_stops_and_the_fleet_goes_on_serving()
    {
        await _fixture.LaunchAsync();
        await _fixture.Engine.StartAsync(Policy, EngineFixture.New, "test", Cancellation);
        _fixture.Revoked[EngineFixture.New.Id] = new ImageRevocation(RevocationKind.Vulnerable, "CVE-2026-1");
        _fixture.Revoked[EngineFixture.Old.Id] = new ImageRevocation(RevocationKind.Vulnerable, "CVE-2026-1");

        var pass = await _fixture.Engine.TickAsync(Policy, Cancellation);

        Assert.Equal(PassEnd.Stopped, pass.End);
        Assert.Equal(0, LaunchesOfNew());
        Assert.Equal(3, _fixture.Target.Serving);
    }

    [Fact]
    public async Task Whoever_revokes_marks_what_runs_on_it_without_any_rotation()
    {
        await _fixture.LaunchAsync();
        _fixture.Revoked[EngineFixture.Old.Id] = new ImageRevocation(RevocationKind.Vulnerable, "CVE-2026-1");
        var controls = new RotationControls(_fixture.Journal, _fixture.Time);
        var snapshot = await _fixture.Target.ObserveAsync(Policy.Fleet, Cancellation);

        Assert.Equal(3, await controls.MarkUnfitAsync(snapshot, _fixture.Artifacts, Cancellation));
        Assert.Equal(0, await controls.MarkUnfitAsync(snapshot, _fixture.Artifacts, Cancellation));
    }

    [Fact]
    public async Task When_the_waiver_of_the_image_it_goes_to_ends_a_rotation_stops_and_goes_back()
    {
        await _fixture.LaunchAsync();
        var ends = _fixture.Time.GetUtcNow() + TimeSpan.FromSeconds(20);
        _fixture.WaiverEnds[EngineFixture.New.Id] = ends;

        var passes = await EngineFixture.CollectAsync(
            _fixture.Engine.RunAsync(Policy, EngineFixture.New, "test", Cancellation));

        Assert.Equal(PassEnd.RolledBack, passes[^1].End);
        Assert.Contains("web-umask, which ended", passes[^1].EndReason, StringComparison.Ordinal);
        Assert.All(_fixture.Target.Instances, instance => Assert.Equal(EngineFixture.Old.Id, instance.Image));
        Assert.All(
            _fixture.Events.OfType<RotationEvent.Marked>(),
            mark => Assert.Equal(CandidateReason.WaiverExpired, mark.Reason));
        Assert.Equal(3, _fixture.Target.LowestServing);
    }

    private int LaunchesOfNew() => _fixture.Events.OfType<RotationEvent.LaunchBegan>()
        .Count(launch => launch.Image == EngineFixture.New.Id);
}
