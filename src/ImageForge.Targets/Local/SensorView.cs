using ImageForge.Core.Fleets;

namespace ImageForge.Targets.Local;

/// <summary>What is known of one instance's sensors.</summary>
/// <param name="LastBeatAt">By the receiver's clock; null before the first beat.</param>
/// <param name="IsSilent">True if it reported before and does not now, whoever's fault that is.</param>
internal sealed record SensorView(HealthView Health, DateTimeOffset? LastBeatAt, bool IsSilent);
