namespace ImageForge.Targets.Simulated;

/// <summary>What the caller of an act hears.</summary>
internal enum CallAnswer
{
    Done,

    /// <summary>It was done, and the answer got lost.</summary>
    Lost,

    /// <summary>Nothing came for as long as one waits; it may be done by now.</summary>
    None,
}
