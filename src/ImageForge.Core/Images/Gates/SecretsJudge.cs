using System.Collections.Immutable;
using ImageForge.Core.Images.Secrets;

namespace ImageForge.Core.Images.Gates;

/// <summary>
/// Decides on the secrets of a disk. What came unchanged out of a package of the archive is published: everybody has
/// it, so it is counted and not refused.
/// </summary>
internal static class SecretsJudge
{
    public static GateResult Judge(BuildPlan plan, GatePlan.Secrets gate, GateEvidence evidence)
    {
        if (evidence.Secrets is not { } secrets)
        {
            return new GateResult(gate.Name, false, "the disk was not searched", [
                new GateFinding(
                    "disk", "searched, nothing found", "the disk was not searched",
                    $"imageforge build {plan.Definition.Name}")]);
        }

        ImmutableArray<GateFinding> findings =
            [.. secrets.Where(secret => secret.Package is null).Select(secret => Finding(plan, secret))];
        return new GateResult(gate.Name, findings.IsEmpty, Summary(secrets, findings.Length), findings);
    }

    private static string Summary(ImmutableArray<FoundSecret> secrets, int refused)
    {
        var kinds = SecretCatalogue.All.Length;
        var published = secrets.Where(secret => secret.Package is not null).ToList();
        var packages = published.Select(secret => secret.Package!).Distinct().Order(StringComparer.Ordinal);
        return (refused == 0 ? $"none of {kinds} kinds of secrets in any block of the disk" : $"{refused} on the disk")
            + (published.Count == 0
                ? ""
                : $"; {published.Count} published by packages are left out: {string.Join(' ', packages)}");
    }

    private static GateFinding Finding(BuildPlan plan, FoundSecret secret)
    {
        var kind = SecretCatalogue.All.FirstOrDefault(kind => kind.Id == secret.Kind);
        return new GateFinding(
            secret.Holder, $"no {secret.Kind}",
            $"{kind?.Title ?? secret.Kind} ({secret.Kind}) at byte {secret.Offset} of the disk: {secret.Shown}",
            $"imageforge image show {plan.Artifact} && qemu-img convert -O raw disk.qcow2 /tmp/disk.raw && "
                + $"od -A d -c -j {secret.Offset} -N 64 /tmp/disk.raw");
    }
}
