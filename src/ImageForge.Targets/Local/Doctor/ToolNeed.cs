namespace ImageForge.Targets.Local.Doctor;

/// <summary>A tool that the local target runs.</summary>
/// <param name="Package">The Debian or Ubuntu package that brings it.</param>
/// <param name="VersionArguments">What makes it print its version; tools differ.</param>
internal sealed record ToolNeed(string Tool, string Package, params string[] VersionArguments);
