using ImageForge.Engine;

namespace ImageForge.Targets.Local.Builds;

/// <summary>Between the raw disk that tools work on and the small one that is kept.</summary>
internal static class DiskFormat
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>
    /// zstd: a fifth of zlib's time at its size. Without <c>-W</c> the clusters' order, and so every byte, is the
    /// same each time.
    /// </summary>
    public static Task CompressAsync(string raw, string qcow2, CancellationToken cancellationToken) => ConvertAsync(
        ["-f", "raw", "-O", "qcow2", "-c", "-o", "compression_type=zstd", raw, qcow2], qcow2, cancellationToken);

    /// <summary>A sparse copy that may be written to.</summary>
    public static Task ExpandAsync(string qcow2, string raw, CancellationToken cancellationToken) => ConvertAsync(
        ["-f", "qcow2", "-O", "raw", qcow2, raw], raw, cancellationToken);

    private static async Task ConvertAsync(
        IReadOnlyList<string> arguments, string target, CancellationToken cancellationToken)
    {
        var result = await HostCommand.RunAsync("qemu-img", ["convert", .. arguments], Limit, cancellationToken);
        if (result.ExitCode == 0)
        {
            return;
        }

        throw result.ErrorText.Contains("No space left on device", StringComparison.Ordinal)
            ? new ForgeException(
                ForgeError.Environment, $"the disk is full: {target} could not be written",
                "make room (`imageforge gc` helps), or set IMAGEFORGE_STATE")
            : new TargetException($"{target} could not be written: {result.ErrorText}");
    }
}
