namespace ImageForge.Engine.Traffic;

/// <summary>Latencies in whole milliseconds, rounded up; all zero where nothing was answered.</summary>
public sealed record LatencyPercentiles(int P50, int P95, int P99, int Max);
