namespace ImageForge.Core.Images;

/// <summary>One reason why a gate refuses, or one that it reports.</summary>
/// <param name="Subject">What it is about: a control id, a port, a path, a CVE.</param>
/// <param name="Expected">What would have passed.</param>
/// <param name="Evidence">What was seen instead, as printed by the check.</param>
/// <param name="Reproduce">How a person sees it for themselves.</param>
public sealed record GateFinding(string Subject, string Expected, string Evidence, string Reproduce)
{
    /// <summary>How much it matters, where the gate knows degrees; null: it refuses or it does not.</summary>
    public Severity? Severity { get; init; }
}
