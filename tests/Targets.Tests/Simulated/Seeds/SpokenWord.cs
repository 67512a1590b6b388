namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>One thing that a person says while a rotation goes on.</summary>
/// <param name="At">Since the start.</param>
/// <param name="Number">Which instance it is about, counted over those that are there then.</param>
internal sealed record SpokenWord(TimeSpan At, WordKind Kind, int Number)
{
    public override string ToString() => $"{Kind} {Number} at {At}";
}
