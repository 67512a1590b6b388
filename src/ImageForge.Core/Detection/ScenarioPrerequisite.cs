namespace ImageForge.Core.Detection;

/// <summary>Something that must hold before an attack can be tried.</summary>
/// <param name="Check">Script run as root; exit 0: it holds.</param>
/// <param name="Get">
/// Run once as root when the check fails, after which the check alone says whether it holds; null: nothing can be done.
/// </param>
/// <param name="Shell">The shell of both; atomics may name another one than for the attack.</param>
public sealed record ScenarioPrerequisite(string Check, string? Get = null, ScenarioShell Shell = ScenarioShell.Sh);
