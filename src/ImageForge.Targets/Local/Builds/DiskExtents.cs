using System.Text.Json;
using ImageForge.Engine;

namespace ImageForge.Targets.Local.Builds;

/// <summary>Where a raw disk holds bytes: the rest are holes, which read as zeros.</summary>
internal static class DiskExtents
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Start and length of each extent in bytes, in order; neighbours are one.</summary>
    /// <exception cref="TargetException">The file cannot be read as a disk.</exception>
    public static async Task<IReadOnlyList<(long Start, long Length)>> AllocatedAsync(
        string raw, CancellationToken cancellationToken)
    {
        var result = await HostCommand.RunAsync(
            "qemu-img", ["map", "-f", "raw", "--output=json", raw], Limit, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new TargetException($"{raw} cannot be searched: {result.ErrorText}");
        }

        using var map = JsonDocument.Parse(result.Output);
        var extents = new List<(long Start, long Length)>();
        foreach (var extent in map.RootElement.EnumerateArray())
        {
            var (start, length) = (extent.GetProperty("start").GetInt64(), extent.GetProperty("length").GetInt64());
            if (!extent.GetProperty("data").GetBoolean() || extent.GetProperty("zero").GetBoolean())
            {
                continue;
            }

            if (extents.Count > 0 && extents[^1].Start + extents[^1].Length == start)
            {
                extents[^1] = (extents[^1].Start, extents[^1].Length + length);
            }
            else
            {
                extents.Add((start, length));
            }
        }

        return extents;
    }
}
