namespace ImageForge.Cli.Output;

/// <summary>Sizes as people read them.</summary>
internal static class Bytes
{
    private const double MiB = 1 << 20;

    public static string Text(long bytes) => bytes switch
    {
        < 1 << 10 => $"{bytes} B",
        < 1 << 20 => $"{bytes / 1024.0:0} KiB",
        < 1 << 30 => $"{bytes / MiB:0.0} MiB",
        _ => $"{bytes / MiB / 1024:0.0} GiB",
    };
}
