using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Tests.Rotations;

/// <summary>Rotations that somebody asks for from afar, perhaps twice.</summary>
public sealed class RotationAskTests : IDisposable
{
    private static readonly RotationAsk Ask = new("CHG-1") { By = "token ann (1)", Request = new string('a', 64) };
    private readonly EngineFixture _fixture = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_comes_again_finds_what_it_began_also_after_its_end()
    {
        await _fixture.LaunchAsync();
        var begun = await _fixture.Engine.StartAsync(EngineFixture.Policy, EngineFixture.New, Ask, Cancellation);
        Assert.Equal(begun, await StartAsync(Ask));
        await _fixture.RotateAsync();
        _fixture.NewEngine();
        Assert.Equal(begun, await StartAsync(Ask));
        Assert.Equal(1, Begun("CHG-1"));

        // Another one begins another.
        Assert.NotEqual(begun, await StartAsync(Ask with { Request = new string('b', 64) }));
        Assert.Equal(2, Begun("CHG-1"));
    }

    [Fact]
    public async Task Who_began_a_rotation_cannot_approve_it()
    {
        await _fixture.LaunchAsync();
        await StartAsync(Ask);
        var controls = new RotationControls(_fixture.Journal, _fixture.Time);
        var policy = EngineFixture.Policy with { Approvals = [50] };
        var refused = await Assert.ThrowsAsync<ForgeException>(
            () => controls.ApproveAsync(policy, Ask.By!, Cancellation));
        Assert.Equal(ForgeError.Denied, refused.Error);
        Assert.Empty(_fixture.Events.OfType<RotationEvent.Approved>());
        Assert.Equal(50, await controls.ApproveAsync(policy, "token eve (2)", Cancellation));
    }

    [Fact]
    public async Task The_ledger_has_every_rotation_with_its_end()
    {
        await _fixture.LaunchAsync();
        await StartAsync(Ask);
        await _fixture.RotateAsync();
        var journal = new ImageForge.Engine.Journal.RotationJournal(_fixture.Journal);
        var rotations = (await journal.LedgerAsync(EngineFixture.Policy.Fleet, Cancellation)).Rotations;
        Assert.Equal(
            [("launch of the fleet", null, 3), ("CHG-1", Ask.By, 3)],
            rotations.Select(rotation => (rotation.Reason, rotation.By, rotation.Launches)));
        Assert.All(rotations, rotation => Assert.Equal(RotationStatus.Complete, rotation.EndedAs));
        var record = await journal.ReadAsync(EngineFixture.Policy.Fleet, Cancellation);
        Assert.Equal(_fixture.Journal.Entries.Count, record.Entries);
    }

    private Task<RotationId> StartAsync(RotationAsk ask) =>
        _fixture.Engine.StartAsync(EngineFixture.Policy, EngineFixture.New, ask, Cancellation);

    private int Begun(string reason) =>
        _fixture.Events.OfType<RotationEvent.Started>().Count(started => started.Reason == reason);

    public void Dispose() => _fixture.Dispose();
}
