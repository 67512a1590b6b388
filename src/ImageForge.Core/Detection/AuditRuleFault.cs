namespace ImageForge.Core.Detection;

/// <summary>A line of <c>audit.rules</c> that is not what it must be.</summary>
/// <param name="Line">From 1.</param>
/// <param name="WayOut">What to write instead.</param>
public sealed record AuditRuleFault(int Line, string Message, string WayOut);
