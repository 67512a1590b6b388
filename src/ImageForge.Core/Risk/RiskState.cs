namespace ImageForge.Core.Risk;

/// <summary>Where a risk stands.</summary>
public enum RiskState
{
    /// <summary>Something carries it, and nothing is done about it now.</summary>
    Open,

    /// <summary>Somebody accepted it for a time that is not over.</summary>
    Accepted,

    /// <summary>A rotation under way moves what carries it onto an image without it.</summary>
    Mitigating,

    /// <summary>No instance carries it, and no channel names an image that does.</summary>
    Mitigated,
}
