namespace ImageForge.Targets.Simulated;

/// <summary>A token bucket of a cloud's interface: each call takes one token, an empty bucket refuses it.</summary>
/// <param name="Name">Actions that name the same bucket share it.</param>
/// <param name="Burst">Tokens of a full bucket.</param>
/// <param name="PerSecond">Tokens that come back each second.</param>
/// <param name="PerInstance">True if each instance has a bucket of its own.</param>
public sealed record BucketSize(string Name, double Burst, double PerSecond, bool PerInstance = false);
