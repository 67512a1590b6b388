using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Tests.Rotations;

/// <summary>No disk goes before its copy is kept, where that is asked for; and a quarantined one stays until released.
/// </summary>
public sealed class EvidenceTests : IDisposable
{
    private static readonly RotationPolicy Policy =
        EngineFixture.Policy with { Evidence = EvidenceRule.Required, MaxHealthyPercentage = 200 };

    private readonly EngineFixture _fixture = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
    private RotationControls Controls => new(_fixture.Journal, _fixture.Time);

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task Every_instance_that_goes_was_copied_before_also_where_copies_fail_at_first(int failing)
    {
        await _fixture.LaunchAsync();
        var old = _fixture.Target.Instances.Select(instance => instance.Id).ToList();
        _fixture.Target.FailingCopies = failing;

        var passes = await EngineFixture.CollectAsync(
            _fixture.Engine.RunAsync(Policy, EngineFixture.New, "test", Cancellation));

        Assert.Equal(PassEnd.Complete, passes[^1].End);
        var calls = _fixture.Target.Calls;
        Assert.Equal(3 + failing, calls.Count(call => call.StartsWith("Keep ", StringComparison.Ordinal)));
        Assert.All(old, instance =>
            Assert.True(calls.LastIndexOf($"Keep {instance}") < calls.IndexOf($"Terminate {instance}")));
        Assert.Equal(old, _fixture.Events.OfType<RotationEvent.EvidenceKept>().Select(kept => kept.Instance).Order());
        Assert.All(_fixture.Events.OfType<RotationEvent.EvidenceKept>(), kept => Assert.Equal(64, kept.Sha256.Length));
        Assert.Equal(3, _fixture.Target.LowestServing);
    }

    [Fact]
    public async Task A_quarantined_instance_is_copied_stays_and_goes_once_a_person_has_released_it()
    {
        var policy = Policy with { Evidence = EvidenceRule.Off };
        await _fixture.LaunchAsync();
        var bad = _fixture.Target.Instances.First().Id;
        await Controls.MarkAsync(policy.Fleet, [bad], CandidateReason.Compromised, "sudo at night", Cancellation);
        await RotateAsync();
        Assert.True(_fixture.Target.Find(bad).Isolated);
        Assert.Single(_fixture.Target.Calls, call => call == $"Keep {bad}");
        Assert.DoesNotContain($"Terminate {bad}", _fixture.Target.Calls);

        await Controls.ReleaseAsync(policy.Fleet, bad, withoutCopy: false, "ann", "a false alarm", Cancellation);
        await Controls.ReleaseAsync(policy.Fleet, bad, withoutCopy: false, "ann", "a false alarm", Cancellation);
        Assert.Single(_fixture.Events.OfType<RotationEvent.Released>());
        await RotateAsync();

        Assert.Equal(3, _fixture.Target.Instances.Count);
        Assert.DoesNotContain(_fixture.Target.Instances, instance => instance.Id == bad);
        Assert.Equal(3, _fixture.Target.LowestServing);

        async Task RotateAsync() => Assert.Equal(
            PassEnd.Complete,
            (await EngineFixture.CollectAsync(
                _fixture.NewEngine().RunAsync(policy, EngineFixture.New, "test", Cancellation)))[^1].End);
    }

    [Fact]
    public async Task What_is_not_quarantined_is_not_released_and_what_was_not_copied_only_on_purpose()
    {
        await _fixture.LaunchAsync();
        var bad = _fixture.Target.Instances.First().Id;
        await RefusedAsync("is not quarantined", bad, withoutCopy: true);

        await Controls.MarkAsync(Policy.Fleet, [bad], CandidateReason.Compromised, "sudo at night", Cancellation);
        await RefusedAsync("no copy of the disk", bad, withoutCopy: false);
        await Controls.ReleaseAsync(Policy.Fleet, bad, withoutCopy: true, "ann", "a test", Cancellation);
        Assert.False((await Controls.HistoryAsync(Policy.Fleet, Cancellation)).Of(bad).IsQuarantined);
    }

    private async Task RefusedAsync(string because, InstanceId instance, bool withoutCopy) => Assert.Contains(
        because,
        (await Assert.ThrowsAsync<ForgeException>(
            () => Controls.ReleaseAsync(Policy.Fleet, instance, withoutCopy, "ann", "a test", Cancellation))).Message,
        StringComparison.Ordinal);
}
