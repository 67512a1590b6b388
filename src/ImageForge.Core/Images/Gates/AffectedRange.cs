namespace ImageForge.Core.Images.Gates;

/// <summary>Versions of a source package that have a vulnerability, from one up to another.</summary>
/// <param name="Introduced">The first one that has it; null: all before the end.</param>
/// <param name="Fixed">The first one that has it no more; null: none yet, or none is known.</param>
/// <param name="LastAffected">The last one that has it, where a feed names that instead of the fixed one.</param>
public sealed record AffectedRange(string? Introduced, string? Fixed, string? LastAffected)
{
    public bool Holds(DebianVersion version) =>
        (Introduced is null || version >= new DebianVersion(Introduced))
        && (Fixed is null || version < new DebianVersion(Fixed))
        && (LastAffected is null || version <= new DebianVersion(LastAffected));
}
