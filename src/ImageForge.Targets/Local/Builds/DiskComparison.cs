using System.Globalization;
using ImageForge.Core.Images;
using Microsoft.Win32.SafeHandles;

namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// Says where two disks of one plan differ: the first byte, and the files whose blocks or inodes are not the same.
/// </summary>
internal static class DiskComparison
{
    private const int ChunkSize = 1 << 20;

    // Names for all of 8 MB that differ; where more does, the first of them tell enough.
    private const int BlocksMax = 2048;

    // debugfs reads lines of at most 8 KiB.
    private const int NumbersALine = 100;

    /// <param name="published">A compressed disk.</param>
    /// <param name="rebuilt">The other.</param>
    /// <param name="scratch">An empty folder with room for both, expanded.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    public static async Task<DiskDifference> RunAsync(
        string published, string rebuilt, string scratch, CancellationToken cancellationToken)
    {
        string[] disks = [Path.Combine(scratch, "published.raw"), Path.Combine(scratch, "rebuilt.raw")];
        await DiskFormat.ExpandAsync(published, disks[0], cancellationToken);
        await DiskFormat.ExpandAsync(rebuilt, disks[1], cancellationToken);
        var blockSize = Ext4Inodes.BlockSizeOf(disks[1]);
        var (offset, count, blocks) = Blocks(disks[0], disks[1], blockSize, cancellationToken);
        if (offset is null)
        {
            return new DiskDifference(Offset: null, Blocks: 0, Paths: []);
        }

        // What one disk has lost the other still names.
        var inodes = Ext4Inodes.Differing(disks[0], disks[1]).Take(BlocksMax).ToHashSet();
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var disk in disks)
        {
            inodes.UnionWith(
                Second(await AskAsync(disk, "icheck", blocks, cancellationToken)).Select(Number).OfType<uint>());
        }

        foreach (var disk in disks)
        {
            paths.UnionWith(Second(await AskAsync(disk, "ncheck", inodes, cancellationToken))
                .Where(path => path.StartsWith('/')));
        }

        return new DiskDifference(offset, count, [.. paths]);
    }

    private static (long? Offset, long Count, List<long> First) Blocks(
        string one, string other, int blockSize, CancellationToken cancellationToken)
    {
        using var left = File.OpenHandle(one);
        using var right = File.OpenHandle(other);
        var (a, b) = (new byte[ChunkSize], new byte[ChunkSize]);
        var (offset, count, blocks) = ((long?)null, 0L, new List<long>());
        var end = Math.Max(RandomAccess.GetLength(left), RandomAccess.GetLength(right));
        for (var at = 0L; at < end; at += ChunkSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Fill(left, a, at);
            Fill(right, b, at);
            for (var inside = a.AsSpan().CommonPrefixLength(b); inside < ChunkSize;)
            {
                offset ??= at + inside;
                count++;
                if (blocks.Count < BlocksMax)
                {
                    blocks.Add((at + inside) / blockSize);
                }

                var next = (inside / blockSize + 1) * blockSize;
                inside = next + a.AsSpan(next).CommonPrefixLength(b.AsSpan(next));
            }
        }

        return (offset, count, blocks);
    }

    // Beyond the end of a disk lies nothing: zeros.
    private static void Fill(SafeFileHandle disk, byte[] chunk, long at)
    {
        var filled = 0;
        while (filled < chunk.Length && RandomAccess.Read(disk, chunk.AsSpan(filled), at + filled) is > 0 and var read)
        {
            filled += read;
        }

        chunk.AsSpan(filled).Clear();
    }

    private static Task<string> AskAsync<T>(
        string disk, string question, IEnumerable<T> numbers, CancellationToken cancellationToken) =>
        DebugFs.ReadAsync(
            disk, numbers.Chunk(NumbersALine).Select(some => $"{question} {string.Join(' ', some)}"),
            cancellationToken);

    // "123<tab>45": what belongs to 123; a heading has words in place of both.
    private static IEnumerable<string> Second(string output) =>
        from line in output.Split('\n')
        let fields = line.Split('\t', 2)
        where fields.Length == 2 && Number(fields[0]) is not null
        select fields[1];

    private static uint? Number(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
