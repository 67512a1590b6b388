using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Rotations;

/// <summary>What must hold before a rotation may begin at all.</summary>
internal static class RotationPreconditions
{
    /// <param name="now">A waiver that has ended by then lets nothing be launched any more.</param>
    /// <param name="keepsEvidence">True if something keeps copies of disks there.</param>
    /// <exception cref="ForgeException">The image may not be launched, or the policy can never make
    /// progress.</exception>
    public static void Check(
        RotationPolicy policy, ImageArtifact artifact, bool keepsEvidence, DateTimeOffset now)
    {
        if (artifact.Id.Image != policy.Image)
        {
            throw new ForgeException(
                ForgeError.Usage, $"fleet {policy.Fleet} runs image {policy.Image}, and {artifact.Id} is another one",
                $"name an artifact of {policy.Image}: `imageforge image list`");
        }

        if (artifact.State != ImageState.Released)
        {
            throw new ForgeException(
                ForgeError.GateRefused,
                $"{artifact.Id} is {artifact.State.ToString().ToLowerInvariant()}, and only a released image is "
                    + "launched",
                $"see `imageforge image show {artifact.Id}`");
        }

        if (artifact.IsWaiverOver(now))
        {
            throw new ForgeException(
                ForgeError.GateRefused,
                $"{artifact.Id} was released under a waiver that ended at {artifact.WaiverEndsAt:yyyy-MM-dd HH:mm} UTC",
                $"`imageforge build {policy.Image}` asks its gates again, under the waivers that hold now");
        }

        if (artifact.Health is null)
        {
            throw new ForgeException(
                ForgeError.InvalidDefinition,
                $"{artifact.Id} declares no health, so nobody could tell whether an instance serves",
                $"add `health` to images/{policy.Image}/image.yaml and build it again");
        }

        if (policy.Evidence == EvidenceRule.Required && !keepsEvidence)
        {
            throw new ForgeException(
                ForgeError.InvalidDefinition,
                $"the schedule of fleet {policy.Fleet} says `evidence: required`, and nothing keeps copies of its "
                    + "disks yet: no instance could be terminated",
                $"remove `evidence` from schedules/{policy.Fleet}.yaml; a compromised instance is kept either way");
        }

        var limits = CapacityLimits.Of(policy);
        if (limits.Floor >= limits.Desired && limits.Ceiling <= limits.Desired)
        {
            throw new ForgeException(
                ForgeError.InvalidDefinition,
                $"the policy of fleet {policy.Fleet} can never replace an instance: floor {limits.Floor} "
                    + $"({policy.MinHealthyPercentage} % of {limits.Desired}) forbids one less, "
                    + $"ceiling {limits.Ceiling} ({policy.MaxHealthyPercentage} % of {limits.Desired}) "
                    + "forbids one more",
                $"raise maxHealthyPercentage or lower minHealthyPercentage in schedules/{policy.Fleet}.yaml");
        }
    }
}
