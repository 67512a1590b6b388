namespace ImageForge.Targets.Simulated;

/// <summary>What must never happen.</summary>
public enum BreachKind
{
    /// <summary>An act took an available instance and left fewer than the floor.</summary>
    Floor,

    /// <summary>A launch made more instances than the ceiling.</summary>
    Ceiling,

    /// <summary>One attempt of one slot made two instances.</summary>
    DoubleLaunch,

    /// <summary>An act came from a writer whose lease a later one had already taken over.</summary>
    StaleWriter,
}
