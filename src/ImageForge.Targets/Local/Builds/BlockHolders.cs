using System.Globalization;

namespace ImageForge.Targets.Local.Builds;

/// <summary>Says what the blocks of an ext4 disk belong to.</summary>
internal static class BlockHolders
{
    // As our own mkfs makes it (mke2fs.conf).
    private const int BlockSize = 4096;
    private const uint JournalInode = 8;

    // debugfs cuts a line of its commands after 8192 characters, in silence.
    private const int BatchMax = 400;

    /// <summary>
    /// The path of the file or folder that holds each place; <c>freed block 4711</c> where nothing does,
    /// <c>journal</c>, and <c>inode of /path</c> for what is kept in a file's inode.
    /// </summary>
    /// <param name="raw">The disk.</param>
    /// <param name="offsets">Places in bytes.</param>
    /// <param name="cancellationToken">Kills the tool.</param>
    public static async Task<IReadOnlyDictionary<long, string>> OfAsync(
        string raw, IReadOnlyCollection<long> offsets, CancellationToken cancellationToken)
    {
        var places = offsets.Distinct().ToList();
        var blocks = places.Select(place => place / BlockSize).Distinct();
        var inodes = Pairs(
            await DebugFs.ReadAsync(raw, Batches("icheck", blocks), cancellationToken))
            .ToDictionary(
                pair => pair.Number, pair => uint.TryParse(pair.Answer, CultureInfo.InvariantCulture, out var inode)
                    ? inode
                    : (uint?)null);
        var inTables = Ext4Inodes.At(raw, places);
        var wanted = inodes.Values.OfType<uint>().Concat(inTables.Values).Distinct();
        var paths = Pairs(await DebugFs.ReadAsync(raw, Batches("ncheck", wanted), cancellationToken))
            .DistinctBy(pair => pair.Number)
            .ToDictionary(pair => (uint)pair.Number, pair => pair.Answer.Replace("//", "/", StringComparison.Ordinal));
        return places.ToDictionary(place => place, place => (inodes.GetValueOrDefault(place / BlockSize), place) switch
        {
            (JournalInode, _) => "journal",
            ({ } inode, _) => paths.GetValueOrDefault(inode) ?? $"inode {inode}, which no folder names",
            _ when inTables.TryGetValue(place, out var inode) =>
                $"inode of {paths.GetValueOrDefault(inode) ?? $"a deleted file ({inode})"}",
            _ => $"freed block {place / BlockSize}",
        });
    }

    private static IEnumerable<string> Batches<T>(string command, IEnumerable<T> numbers) =>
        numbers.Chunk(BatchMax).Select(batch => $"{command} {string.Join(' ', batch)}");

    // "4711\t<block not found>", "4711\t12", "12\t/path": number, tab, answer; a headline has no number.
    private static IEnumerable<(long Number, string Answer)> Pairs(string output) =>
        from line in output.Split('\n')
        let tab = line.IndexOf('\t')
        where tab > 0 && long.TryParse(line.AsSpan(0, tab), CultureInfo.InvariantCulture, out _)
        select (long.Parse(line.AsSpan(0, tab), CultureInfo.InvariantCulture), line[(tab + 1)..].Trim());
}
