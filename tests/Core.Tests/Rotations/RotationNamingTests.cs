using System.Text.RegularExpressions;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rotations;

public sealed partial class RotationNamingTests
{
    private static readonly FleetName Fleet = new("web");

    [Fact]
    public void A_rotation_is_named_after_fleet_and_second() =>
        Assert.Equal("web-20260101-120000", RotationNaming.Rotation(Fleet, Scene.Now).Value);

    [Fact]
    public void A_token_fits_every_cloud() =>
        Assert.Matches("^[a-z2-7]{52}$", Token());

    [Fact]
    public void The_same_act_has_the_same_token() => Assert.Equal(Token(), Token());

    [Fact]
    public void Every_part_of_an_act_changes_its_token()
    {
        string[] tokens =
        [
            Token(), Token(rotation: "web-2"), Token(slot: 1), Token(attempt: 2), Token(kind: CommandKind.Drain),
            Token(zone: "b"), Token(slot: 11, attempt: 2), Token(slot: 1, attempt: 12),
        ];

        Assert.Distinct(tokens);
    }

    [Fact]
    public void An_instance_name_may_be_baked_into_a_beat() =>
        Assert.Matches(InstanceName(), RotationNaming.Instance(new FleetName(new string('f', 31)), Token(), 0).Value);

    [Fact]
    public void A_clash_gives_another_name() =>
        Assert.NotEqual(RotationNaming.Instance(Fleet, Token(), 0), RotationNaming.Instance(Fleet, Token(), 1));

    [Fact]
    public void A_taken_name_is_not_chosen()
    {
        var look = Scene.Look(Scene.Instance("web-a"), Scene.Instance("web-b"), Scene.Instance("web-c"));
        var first = NameOfLaunch(look.Instances);

        Assert.NotEqual(first, NameOfLaunch([.. look.Instances.Skip(1), Scene.Instance(first)]));
    }

    private static string NameOfLaunch(IEnumerable<InstanceView> instances)
    {
        var look = Scene.Look(instances);
        var plan = RotationPlanner.Plan(Scene.Policy, Scene.New, look, Scene.History(look.Instances), Scene.Now);
        return plan.Commands.OfType<RotationCommand.Launch>().Single().Instance.Value;
    }

    private static string Token(
        string rotation = "web-1", int slot = 0, int attempt = 1, CommandKind kind = CommandKind.Launch,
            string zone = "a") =>
        RotationNaming.Token(new RotationId(rotation), slot, attempt, kind, zone);

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}$", RegexOptions.None, 1000)]
    private static partial Regex InstanceName();
}
