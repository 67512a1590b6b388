namespace ImageForge.Core.Detection;

/// <summary>The shell that is given a script as a file; <c>sh</c> is dash in Debian.</summary>
public enum ScenarioShell
{
    Sh,
    Bash,
}
