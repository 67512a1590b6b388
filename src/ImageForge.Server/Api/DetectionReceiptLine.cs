using ImageForge.Core.Rotations;
using ImageForge.Engine.Detection;

namespace ImageForge.Server.Api;

/// <summary>What became of one detection that was sent.</summary>
/// <param name="State">Whether it is news.</param>
/// <param name="Detection">Its name; null where no such instance is known.</param>
/// <param name="Action">What the schedule says.</param>
/// <param name="Taken">True if the instance is marked for it.</param>
/// <param name="Decision">Which rule decided, or why nothing follows.</param>
public sealed record DetectionReceiptLine(
    DetectionOutcomeState State, string? Detection, string? Fleet, string? Instance, DetectionAction Action, bool Taken,
    string Decision)
{
    internal static DetectionReceiptLine Of(DetectionOutcome outcome) => new(
        outcome.State, outcome.Detection, outcome.Fleet?.Value, outcome.Instance?.Value, outcome.Action, outcome.Taken,
        outcome.Decision);
}
