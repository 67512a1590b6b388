namespace ImageForge.Core.Risk;

/// <summary>How soon a vulnerability has to be gone.</summary>
/// <param name="Within">Whole days; null: with the next image, whenever that comes.</param>
/// <param name="Forensics">Whether the instance is to be looked into for an attack that has already been.</param>
public sealed record RemediationBand(int? Within, bool Forensics)
{
    /// <summary>The stricter band has the smaller one.</summary>
    internal (int Days, bool WithoutForensics) Rank => (Within ?? int.MaxValue, !Forensics);

    public override string ToString() =>
        $"{(Within is { } days ? $"{days} days" : "next image")}{(Forensics ? " and forensics" : "")}";
}
