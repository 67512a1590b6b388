using ImageForge.Targets.Simulated;

namespace ImageForge.Cli.Output;

/// <summary>An act that broke a limit in a simulation.</summary>
/// <param name="At">Seconds since the start, of the cloud's own time.</param>
/// <param name="IsForeseeable">False if only what happened after the last look makes it one.</param>
/// <param name="IsLate">True if it was sent earlier, and the cloud did it late.</param>
internal sealed record SimulationBreachAnswer(
    double At, BreachKind Kind, ApiAction Action, string Instance, string Detail, bool IsForeseeable,
    bool IsLate)
{
    public static SimulationBreachAnswer Of(SimulationBreach breach) => new(
        breach.At.TotalSeconds, breach.Kind, breach.Action, breach.Instance.Value, breach.Detail,
        breach.IsForeseeable, breach.IsLate);
}
