namespace ImageForge.Core.Detection;

/// <summary>Who an attack runs as.</summary>
public enum ScenarioAccount
{
    Root,

    /// <summary>An unprivileged login of the throw-away machine.</summary>
    User,
}
