using ImageForge.Engine.Evidence;

namespace ImageForge.Cli.Output;

/// <summary>A kept copy of a disk.</summary>
/// <param name="Fault">What is not as it was when it was made; null if all is, or nobody asked.</param>
/// <param name="Path">The copy, a qcow2 over the disk of its image.</param>
internal sealed record EvidenceAnswer(
    string Name, string Fleet, string Instance, string Image, DateTimeOffset TakenAt, string Sha256, long Bytes,
    string Reason, string? Fault, string Path)
{
    public static EvidenceAnswer Of(EvidenceCopy copy, EvidenceStore store, string? fault) => new(
        copy.Name, copy.Fleet.Value, copy.Instance.Value, $"{copy.Image}", copy.TakenAt, copy.Sha256.Hex, copy.Bytes,
        copy.Reason, fault, System.IO.Path.Combine(store.FolderOf(copy.Name), EvidenceStore.DiskName));
}
