namespace ImageForge.Core.Images;

/// <summary>The root disk and the memory an instance of the image is meant for.</summary>
public sealed record DiskSettings
{
    /// <summary>Size of the ext4 root disk in MiB; 512 to 65536.</summary>
    public int SizeMiB { get; init; } = 1536;

    /// <summary>Memory of a local instance in MiB; 192 to 65536.</summary>
    public int MemoryMiB { get; init; } = 384;
}
