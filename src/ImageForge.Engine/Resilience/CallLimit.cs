namespace ImageForge.Engine.Resilience;

/// <summary>A published limit of a target's interface: a bucket from which each call takes one token.</summary>
/// <param name="Bucket">Calls that name the same bucket share it.</param>
/// <param name="Burst">Tokens of a full bucket, at least 1.</param>
/// <param name="PerSecond">Tokens that come back each second, above 0.</param>
/// <param name="PerInstance">True if each instance has a bucket of its own.</param>
public sealed record CallLimit(string Bucket, double Burst, double PerSecond, bool PerInstance = false);
