using System.Collections.Immutable;
using ImageForge.Core.Detection;

namespace ImageForge.Core.Images.Gates;

/// <summary>What a target recorded of the attacks.</summary>
/// <param name="Rules">Text of the rules that the image loads; empty if it has none.</param>
/// <param name="Recordings">By the order of running; a second one of a scenario is its second try.</param>
/// <param name="Fault">Why there are no more of them; null: nothing went wrong.</param>
public sealed record DetectionEvidence(string Rules, ImmutableArray<ScenarioRecording> Recordings, string? Fault);
