namespace ImageForge.Core.Images.Lifecycle;

/// <summary>What it takes for a bell to lead to a build.</summary>
public enum RebuildWhen
{
    /// <summary>Anything that makes another plan: packages, the definition, the tools of the machine.</summary>
    Always,

    /// <summary>Other packages than the newest version has; what was edited since waits for them, or for a person.
    /// </summary>
    PackagesChanged,
}
