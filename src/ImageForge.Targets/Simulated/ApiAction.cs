namespace ImageForge.Targets.Simulated;

/// <summary>Calls of a cloud's interface, as far as its limits tell them apart.</summary>
public enum ApiAction
{
    Describe,
    Launch,
    Register,
    Admit,
    Drain,
    Reimage,
    Isolate,
    Terminate,
}
