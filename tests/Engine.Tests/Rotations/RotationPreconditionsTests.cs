using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Tests.Rotations;

public sealed class RotationPreconditionsTests
{
    private static readonly RotationPolicy Policy = EngineFixture.Policy;
    private static readonly ImageArtifact Image = EngineFixture.New;
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);

    [Fact]
    public void A_released_image_with_health_under_a_policy_with_room_may_start() =>
        RotationPreconditions.Check(Policy, Image, keepsEvidence: false, Now);

    [Fact]
    public void A_policy_without_room_is_refused_with_its_arithmetic()
    {
        var refusal = Refusal(Policy with { MaxHealthyPercentage = 100 }, Image);

        Assert.Equal(ForgeError.InvalidDefinition, refusal.Error);
        Assert.Contains("floor 3 (100 % of 3)", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("ceiling 3 (100 % of 3)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_is_asked_for_only_where_something_keeps_it()
    {
        var policy = Policy with { Evidence = EvidenceRule.Required };

        Assert.Contains("evidence: required", Refusal(policy, Image).Message, StringComparison.Ordinal);
        RotationPreconditions.Check(policy, Image, keepsEvidence: true, Now);
    }

    [Fact]
    public void A_refused_image_is_not_launched() =>
        Assert.Equal(ForgeError.GateRefused, Refusal(Policy, Image with { State = ImageState.Refused }).Error);

    [Fact]
    public void A_waiver_that_has_ended_lets_nothing_be_launched_any_more()
    {
        RotationPreconditions.Check(Policy, Waived(Now.AddSeconds(1)), keepsEvidence: false, Now);

        var refusal = Refusal(Policy, Waived(Now));
        Assert.Equal(ForgeError.GateRefused, refusal.Error);
        Assert.Contains("imageforge build web", refusal.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_without_health_is_not_launched() =>
        Assert.Equal(ForgeError.InvalidDefinition, Refusal(Policy, Image with { Health = null }).Error);

    [Fact]
    public void Another_image_is_not_for_this_fleet() =>
        Assert.Equal(ForgeError.Usage, Refusal(Policy with { Image = new ImageName("api") }, Image).Error);

    private static ImageArtifact Waived(DateTimeOffset until) =>
        Image with { Gates = [EngineFixture.Waived(until)] };

    private static ForgeException Refusal(RotationPolicy policy, ImageArtifact artifact) =>
        Assert.Throws<ForgeException>(() => RotationPreconditions.Check(policy, artifact, keepsEvidence: false, Now));
}
