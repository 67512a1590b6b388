namespace ImageForge.Engine;

/// <summary>A target could not do what was asked. Thrown only by targets; what it means is decided in Engine.</summary>
public sealed class TargetException : Exception
{
    public TargetException(string message, bool isTransient = false, Exception? inner = null)
        : base(message, inner) => IsTransient = isTransient;

    /// <summary>True if the same call may succeed later with nothing changed.</summary>
    public bool IsTransient { get; }

    /// <summary>True if there is no room for what was asked: elsewhere, or later, there may be.</summary>
    public bool IsCapacity { get; init; }

    /// <summary>True if it was one call too many for a limit of the target's interface; nothing was done.</summary>
    public bool IsThrottled { get; init; }
}
