namespace ImageForge.Core.Detection;

/// <summary>What became of an attack.</summary>
public enum VerdictKind
{
    /// <summary>It cannot be told: it was not tried, or the sensor was not fit.</summary>
    Error,

    /// <summary>Nothing keyed to its technique was recorded.</summary>
    Missed,

    /// <summary>A rule keyed to its technique, or to the parent of that, recorded it in time.</summary>
    Detected,

    /// <summary>It had no effect, and a named control is why.</summary>
    Blocked,
}
