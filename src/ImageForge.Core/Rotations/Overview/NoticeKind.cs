namespace ImageForge.Core.Rotations.Overview;

/// <summary>What a notice asks of a person.</summary>
public enum NoticeKind
{
    /// <summary>It does not go on without a person.</summary>
    Act,

    /// <summary>It is not as it should be; it may mend itself.</summary>
    Watch,
}
