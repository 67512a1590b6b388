using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rotations;

/// <summary>When an instance on the right image becomes due by its age, as plans show it.</summary>
public sealed class AgeDeadlineTests
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(30);
    private static readonly DateTimeOffset Launched = Scene.Now;

    [Fact]
    public void Jitter_makes_it_earlier_by_a_tenth_at_most_and_never_later()
    {
        var due = Enumerable.Range(0, 300).Select(number => DueAfter($"web-{number:000}")).ToList();

        Assert.All(due, age => Assert.InRange(age, MaxAge * 0.9, MaxAge));
        Assert.True(due.Max() - due.Min() > MaxAge * 0.08, "300 names hardly spread");
        Assert.True(due.Distinct().Count() > 200, "300 names fall together");
    }

    [Theory]
    // FNV-1a of the name modulo 1000, worked out elsewhere: no process may draw anything else.
    [InlineData("web-a", 743)]
    [InlineData("web-old01", 974)]
    public void Every_process_draws_the_same(string name, int thousandths) =>
        Assert.InRange(
            DueAfter(name) - (MaxAge - (MaxAge / 10_000 * thousandths)), TimeSpan.Zero, TimeSpan.FromSeconds(2));

    [Fact]
    public void Greater_limit_is_later_for_the_same_instance() =>
        Assert.True(IsDue("web-a", MaxAge, MaxAge) && !IsDue("web-a", MaxAge, MaxAge * 2));

    [Fact]
    public void Aged_instance_is_not_moved_onto_a_stale_image_but_a_drifted_one_is()
    {
        var view = Scene.Instance("web-a", Scene.New) with { LaunchedAt = Launched - MaxAge };

        Assert.Empty(Plan(view, 31, Scene.Policy with { Desired = 1 }).Commands);
        Assert.NotEmpty(Plan(view, 29, Scene.Policy with { Desired = 1 }).Commands);
        Assert.NotEmpty(Plan(view with { Image = Scene.Old }, 31, Scene.Policy with { Desired = 1 }).Commands);
    }

    private static RotationPlan Plan(InstanceView view, int imageDays, RotationPolicy policy) => RotationPlanner.Plan(
        policy, Scene.New, Scene.Look(view), RotationHistory.Empty
            .Apply(new RotationEvent.HealthChanged(view.Id, true, ""), view.LaunchedAt)
            .Apply(
                new RotationEvent.Started(Scene.Rotation, Scene.New, "test", Scene.Now.AddDays(-imageDays)), Scene.Now),
        Scene.Now);

    // To the second, by halving.
    private static TimeSpan DueAfter(string name)
    {
        var (young, old) = (TimeSpan.Zero, MaxAge + TimeSpan.FromDays(1));
        while (old - young > TimeSpan.FromSeconds(1))
        {
            var middle = (young + old) / 2;
            (young, old) = IsDue(name, middle, MaxAge) ? (young, middle) : (middle, old);
        }

        return old;
    }

    private static bool IsDue(string name, TimeSpan age, TimeSpan maxAge)
    {
        var now = Launched + age;
        var view = Scene.Instance(name, Scene.New) with { LaunchedAt = Launched };
        var history = RotationHistory.Empty
            .Apply(new RotationEvent.HealthChanged(view.Id, true, ""), Launched)
            .Apply(new RotationEvent.Started(Scene.Rotation, Scene.New, "test"), Launched);
        var look = Scene.Look(view) with { ObservedAt = now };
        var policy = Scene.Policy with { Desired = 1, MaxAge = maxAge };
        return !RotationPlanner.Plan(policy, Scene.New, look, history, now).Commands.IsEmpty;
    }
}
