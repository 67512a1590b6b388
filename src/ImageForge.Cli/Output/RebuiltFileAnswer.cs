using ImageForge.Core.Images;

namespace ImageForge.Cli.Output;

/// <summary>A shipped file beside the rebuilt one; digests are null where there is none.</summary>
internal sealed record RebuiltFileAnswer(string Name, bool Identical, string? Recorded, string? Found, string? Rebuilt)
{
    public static RebuiltFileAnswer Of(RebuiltFile file) =>
        new(file.Name, file.IsIdentical, file.Recorded?.Hex, file.Found?.Hex, file.Rebuilt?.Hex);
}
