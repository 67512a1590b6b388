namespace ImageForge.Targets.Local.Doctor;

/// <summary>How a check of the machine came out.</summary>
public enum DiagnosisState
{
    /// <summary>It works.</summary>
    Fine,

    /// <summary>It works, with something a person should know.</summary>
    Warning,

    /// <summary>It does not work, and something we do needs it.</summary>
    Missing,
}
