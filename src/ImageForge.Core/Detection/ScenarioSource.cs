namespace ImageForge.Core.Detection;

/// <summary>Where a scenario was written.</summary>
public enum ScenarioSource
{
    /// <summary>Ours: <c>images/scenarios/</c>, with an effect probe.</summary>
    ImageForge,

    /// <summary>Atomic Red Team's format: no effect probe, names repeat.</summary>
    Atomic,
}
