namespace ImageForge.Targets.Local.Doctor;

/// <summary>One thing that was tried on this machine.</summary>
/// <param name="Name">What was tried, such as <c>qemu-img</c> or <c>user namespaces</c>.</param>
/// <param name="Found">What was seen: a version, a number with its unit, an error.</param>
/// <param name="Fix">The command or change that helps; empty where nothing is to do.</param>
public sealed record Diagnosis(string Name, DiagnosisState State, string Found, string Fix);
