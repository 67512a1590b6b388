namespace ImageForge.Engine.Detection;

/// <summary>Whether a reported detection is news.</summary>
public enum DetectionOutcomeState
{
    /// <summary>It is in the journal, with what follows from it.</summary>
    Recorded,

    /// <summary>It was in the journal already: nothing more follows, and the answer is the first one.</summary>
    Known,

    /// <summary>Too many came at once: it was counted, and nothing follows from it.</summary>
    Counted,

    /// <summary>No instance of any fleet has that name or address.</summary>
    Unknown,

    /// <summary>It speaks of an instance that its sender may not speak of.</summary>
    NotYours,
}
