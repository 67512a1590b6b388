using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Tests.Rotations;

/// <summary>
/// Lost answers, kills and interruptions: whatever happens to one pass, the next ones finish the work once.
/// </summary>
public sealed class RotationCrashTests
{
    private const int AppendsMax = 200;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_at_any_entry_of_the_journal_it_is_finished_by_the_next_process(bool afterTheEntry)
    {
        for (var entry = 1; entry < AppendsMax; entry++)
        {
            using var fixture = new EngineFixture();
            await fixture.LaunchAsync();
            (fixture.Journal.CrashAt, fixture.Journal.CrashesAfterwards) = (entry, afterTheEntry);
            if (await RotatesWithoutCrashAsync(fixture))
            {
                Assert.True(entry > 30, $"a rotation of only {entry - 1} entries");
                return;
            }

            fixture.NewEngine();
            var passes = await fixture.RotateAsync();

            Assert.Equal(PassEnd.Complete, passes[^1].End);
            fixture.AssertRotated();
            Assert.Equal(6, fixture.Target.Created.Count);
        }

        Assert.Fail("the rotation does not end");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_again_and_again_it_still_finishes(bool afterTheEntry)
    {
        using var fixture = new EngineFixture();
        await fixture.LaunchAsync();
        var kills = 0;
        do
        {
            Assert.True(++kills < AppendsMax, "it makes no progress between two kills");
            fixture.NewEngine();

            // Two, since a run that is killed at its first entry each time never gets to do anything.
            (fixture.Journal.CrashAt, fixture.Journal.CrashesAfterwards) = (2, afterTheEntry);
        }
        while (!await RotatesWithoutCrashAsync(fixture));

        fixture.AssertRotated();
        Assert.Equal(6, fixture.Target.Created.Count);
    }

    [Theory]
    [InlineData("Launch", FakeFault.LostAnswer)]
    [InlineData("Launch", FakeFault.LateEffect)]
    [InlineData("Register", FakeFault.LostAnswer)]
    [InlineData("Admit", FakeFault.LostAnswer)]
    [InlineData("Admit", FakeFault.LateEffect)]
    [InlineData("Drain", FakeFault.LostAnswer)]
    [InlineData("Drain", FakeFault.LateEffect)]
    [InlineData("Terminate", FakeFault.LostAnswer)]
    [InlineData("Terminate", FakeFault.LateEffect)]
    [InlineData("", FakeFault.LostAnswer)]
    [InlineData("", FakeFault.LateEffect)]
    [InlineData("", FakeFault.Refused)]
    public async Task What_an_answer_did_not_say_the_next_look_does(string verb, FakeFault fault)
    {
        using var fixture = new EngineFixture();
        await fixture.LaunchAsync();
        fixture.Target.Script = (call, before) =>
            before == 0 && call.StartsWith(verb, StringComparison.Ordinal) ? fault : FakeFault.None;

        var passes = await fixture.RotateAsync();

        Assert.Equal(PassEnd.Complete, passes[^1].End);
        Assert.Contains(passes, pass => pass.Failures.Length > 0);
        fixture.AssertRotated();
        Assert.Equal(6, fixture.Target.Created.Count);
    }

    [Fact]
    public async Task A_passing_trouble_is_tried_again_within_the_call_and_leaves_no_failure()
    {
        using var fixture = new EngineFixture();
        await fixture.LaunchAsync();
        fixture.Target.Script = (_, before) => before < 2 ? FakeFault.Transient : FakeFault.None;

        var passes = await fixture.RotateAsync();

        Assert.Equal(PassEnd.Complete, passes[^1].End);
        Assert.All(passes, pass => Assert.Empty(pass.Failures));
        Assert.DoesNotContain(fixture.Events, known => known is RotationEvent.CommandFailed);
        fixture.AssertRotated();
    }

    [Fact]
    public async Task A_trouble_that_does_not_pass_is_given_up_after_a_few_tries()
    {
        using var fixture = new EngineFixture();
        await fixture.LaunchAsync();
        fixture.Target.Script = (_, _) => FakeFault.Transient;

        var passes = await fixture.RotateAsync();

        Assert.Equal(PassEnd.Stopped, passes[^1].End);
        Assert.Equal(4, fixture.Target.Calls.Count / passes.Sum(pass => pass.Failures.Length));
        Assert.Equal(3, fixture.Target.LowestServing);
    }

    [Fact]
    public async Task Interrupted_in_the_middle_of_a_call_it_records_the_outcome_and_begins_nothing_more()
    {
        using var fixture = new EngineFixture();
        await fixture.LaunchAsync();
        using var stop = new CancellationTokenSource();
        fixture.Target.After = _ => stop.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.RotateAsync(stop.Token));

        Assert.Single(fixture.Target.Calls);
        Assert.IsType<RotationEvent.CommandDone>(fixture.Events.Last());
        fixture.Target.After = _ => { };
        Assert.Equal(PassEnd.Complete, (await fixture.RotateAsync())[^1].End);
        fixture.AssertRotated();
    }

    [Fact]
    public async Task An_instance_that_dies_is_replaced()
    {
        using var fixture = new EngineFixture();
        await fixture.LaunchAsync();
        fixture.Target.Instances.First().Running = false;

        var passes = await fixture.RotateAsync();

        Assert.Equal(PassEnd.Complete, passes[^1].End);
        Assert.Equal(3, fixture.Target.Serving);
        Assert.Single(fixture.Events.OfType<RotationEvent.InstanceLost>());
    }

    private static async Task<bool> RotatesWithoutCrashAsync(EngineFixture fixture)
    {
        try
        {
            await fixture.RotateAsync();
            return true;
        }
        catch (FakeCrashException)
        {
            return false;
        }
    }
}
