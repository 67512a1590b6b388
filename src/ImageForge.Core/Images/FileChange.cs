namespace ImageForge.Core.Images;

/// <summary>How a file of a rebuilt disk differs from that of the artifact.</summary>
public enum FileChange
{
    /// <summary>The artifact has it, the rebuilt disk has not.</summary>
    Missing,

    /// <summary>The rebuilt disk has it, the artifact has not.</summary>
    Extra,

    Content,
    Mode,
    Owner,
}
