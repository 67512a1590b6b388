using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Targets.Tests.Simulated.Seeds;

namespace ImageForge.Targets.Tests.Simulated.Crashes;

/// <summary>
/// The process is killed before and after every single append to the journal, and the next one goes on. Between
/// two appends it touches the cloud once at most, so these are all the places at which a kill can differ: before the
/// intent, with the intent alone, with the act but without its report, with both.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    // A restart and the rest of a lease take half a minute. A rotation that begins later has other names, so that other
    // ones of its instances are stragglers: they take four times as long to boot.
    private static readonly TimeSpan CostMax = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_replacement_survives_a_kill_at_every_append(bool isWritten) =>
        KillEverywhere(CrashStory.Replace, isWritten, isWayBack: false);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_reimage_that_borrows_survives_a_kill_at_every_append(bool isWritten) =>
        KillEverywhere(CrashStory.Reimage, isWritten, isWayBack: false);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_automatic_rollback_survives_a_kill_at_every_append(bool isWritten) =>
        KillEverywhere(CrashStory.TurnsBad, isWritten, isWayBack: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_rollback_after_completion_survives_a_kill_at_every_append(bool isWritten) =>
        KillEverywhere(CrashStory.UndoneAfterwards, isWritten, isWayBack: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_rollback_under_way_survives_a_kill_at_every_append(bool isWritten) =>
        KillEverywhere(CrashStory.UndoneUnderWay, isWritten, isWayBack: true);

    private void KillEverywhere(CrashStory story, bool isWritten, bool isWayBack)
    {
        var calm = CrashRun.Of(story, null);
        Assert.Equal(0, calm.Deaths);
        Assert.Equal(
            (RotationStatus.Complete, isWayBack), (calm.History.FinishedAs, calm.History.RollbackOf is not null));
        Assert.Empty(FaultsOf(story, calm, calm));
        Assert.InRange(calm.Appends - calm.AppendsBefore, 30, 1000);
        var appends = Enumerable.Range(calm.AppendsBefore + 1, calm.Appends - calm.AppendsBefore);
        var faults = appends.AsParallel().AsOrdered().SelectMany(append =>
        {
            var outcome = CrashRun.Of(story, new CrashPoint(append, isWritten));
            return FaultsOf(story, outcome, calm).Prepend(outcome.Deaths == 1 ? null : $"{outcome.Deaths} deaths")
                .OfType<string>().Select(fault => $"killed at {append} of {calm.Appends}: {fault}");
        }).ToList();
        output.WriteLine(
            $"{calm.Appends} appends, killed from {calm.AppendsBefore + 1} on; "
                + $"without a kill {calm.Moves} moves in {calm.Duration}");
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    private static IEnumerable<string> FaultsOf(CrashStory story, CrashOutcome outcome, CrashOutcome calm)
    {
        var policy = story.Seed.Policy;
        var limits = CapacityLimits.Of(policy);

        // The same intent may be written again after a kill; what it makes is made once.
        var intended = outcome.Launches.Select(launch => launch.Event.Token).Distinct().Count();
        foreach (var violation in outcome.Violations)
        {
            yield return violation;
        }

        if (outcome.End != calm.End)
        {
            yield return $"ends as {outcome.End} and not as {calm.End}";
        }

        foreach (var fault in OrphansOf(policy, outcome).Concat(TwinsOf(outcome)))
        {
            yield return fault;
        }

        if (outcome.Moves > story.MovesMax || outcome.Moves > intended)
        {
            yield return $"{outcome.Moves} launches and reimages, {intended} intended, {story.MovesMax} are enough";
        }

        // An image that breaks by itself takes more than the floor allows, and nobody's command.
        if (story.Seed.ImageBreaksAfter is null && outcome.Figures.LowestAgainstFloor < 0)
        {
            yield return $"{outcome.Figures.LowestAvailable} available, floor {limits.Floor}";
        }

        if (outcome.Figures.HighestTotal > limits.Ceiling)
        {
            yield return $"{outcome.Figures.HighestTotal} at once, ceiling {limits.Ceiling}";
        }

        if (outcome.Duration > calm.Duration + CostMax)
        {
            yield return $"took {outcome.Duration} instead of {calm.Duration}";
        }
    }

    private static IEnumerable<string> OrphansOf(RotationPolicy policy, CrashOutcome outcome)
    {
        var known = outcome.Launches.Select(launch => (launch.Event.Instance, launch.Event.Token)).ToHashSet();
        foreach (var view in outcome.Fleet.Instances)
        {
            var isOurs = known.Contains((view.Id, view.LaunchToken));
            var isFromBefore = view.LaunchToken.StartsWith("web-old", StringComparison.Ordinal);
            if (view.Image != outcome.History.Target || !(isOurs || isFromBefore))
            {
                yield return $"{view.Id} is an orphan: on {view.Image}, {(isOurs ? "" : "not ")}in the journal";
            }

            if (view.Service != ServiceState.InService || !view.Running || !view.App.IsHealthy
                || !view.Sensor.IsHealthy)
            {
                yield return $"{view.Id} does not serve: {view.Service}";
            }
        }

        if (outcome.Fleet.Instances.Length != policy.Desired)
        {
            yield return $"{outcome.Fleet.Instances.Length} instances instead of {policy.Desired}";
        }
    }

    // One attempt of one slot of one rotation has one name and one token, and no token serves two.
    private static IEnumerable<string> TwinsOf(CrashOutcome outcome) =>
        outcome.Launches.Select(launch => ((launch.Run, launch.Event.Slot, launch.Event.Attempt),
                Name: $"{launch.Event.Instance} by {launch.Event.Token}"))
            .GroupBy(launch => launch.Item1, launch => launch.Name)
            .Where(attempt => attempt.Distinct().Count() > 1)
            .Select(attempt => $"{attempt.Key} is {string.Join(" and ", attempt.Distinct())}")
            .Concat(outcome.Launches.GroupBy(launch => launch.Event.Token, launch => launch.Event.Instance)
                .Where(token => token.Distinct().Count() > 1)
                .Select(token => $"token {token.Key} launches {string.Join(" and ", token.Distinct())}"));
}
