namespace ImageForge.Server.Api;

/// <summary>A risk that somebody accepted for a time, as its file says.</summary>
/// <param name="Subject">The id of a control or a scenario, or a CVE id.</param>
/// <param name="Version">The beginning of the plan digest of the only version that it is for; empty: every one.</param>
/// <param name="EndsAt">The first moment at which it does not hold any more.</param>
/// <param name="IsOver">True if that is past.</param>
public sealed record WaiverLine(
    string Id, string Subject, string Image, string Version, string Owner, string Reason, DateTimeOffset EndsAt,
    bool IsOver);
