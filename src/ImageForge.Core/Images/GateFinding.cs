namespace ImageForge.Core.Images;

/// <summary>One reason why a gate refuses.</summary>
/// <param name="Subject">What it is about: a control id, a port, a path.</param>
/// <param name="Expected">What would have passed.</param>
/// <param name="Evidence">What was seen instead, as printed by the check.</param>
/// <param name="Reproduce">How a person sees it for themselves.</param>
public sealed record GateFinding(string Subject, string Expected, string Evidence, string Reproduce);
