namespace ImageForge.Core.Images;

/// <summary>A risk that somebody accepted for a time: one control, one CVE or one scenario, in one image.</summary>
public sealed record Waiver
{
    /// <summary>Accepted risks are looked at again at least so often.</summary>
    public const int DaysMax = 180;

    /// <summary>The file's name: <c>web-no-user-namespaces</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The id of a control or a scenario, or a CVE id such as <c>CVE-2026-0001</c>.</summary>
    public required string Subject { get; init; }

    public required ImageName Image { get; init; }

    /// <summary>
    /// The beginning of the plan digest of the only artifact that it is for; empty: every artifact of the image.
    /// </summary>
    public string Version { get; init; } = "";

    /// <summary>Who answers for it.</summary>
    public required string Owner { get; init; }

    public required string Reason { get; init; }

    /// <summary>The last day on which it holds, in UTC.</summary>
    public required DateOnly Expires { get; init; }

    /// <summary>The first moment at which it does not hold any more.</summary>
    public DateTimeOffset EndsAt => new(Expires.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>Whether it accepts a finding of an artifact at that moment.</summary>
    public bool Covers(ArtifactId artifact, string subject, DateTimeOffset at) =>
        at < EndsAt && Subject == subject && Image == artifact.Image
        && artifact.PlanDigest.Hex.StartsWith(Version, StringComparison.Ordinal);
}
