namespace ImageForge.Server.Api;

/// <summary>A fleet that carries a risk.</summary>
/// <param name="Instances">How many of it do.</param>
/// <param name="DueAt">Null: with the next image.</param>
/// <param name="Rotation">The one under way to an image without it; null: none.</param>
public sealed record RiskCarrier(
    string Fleet, int Instances, DateTimeOffset? DueAt, bool IsLate, string? Rotation);
