using System.Collections.Immutable;
using System.Text;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Secrets;
using ImageForge.Engine;
using Microsoft.Win32.SafeHandles;

namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// Looks for secrets in every allocated byte of a raw disk, in files or not, and says which file each belongs to. Reads
/// in blocks: memory does not grow with the disk.
/// </summary>
internal static class DiskSecrets
{
    private const int ReadSize = 4 << 20;

    // Of the file system (mke2fs.conf); extents and reads begin at one.
    private const int BlockSize = 4096;

    // Whole blocks, so that each text begins with one.
    private static readonly int BeforeMax = (SecretSearch.BeforeMax + BlockSize - 1) / BlockSize * BlockSize;

    // A disk with every key that its packages publish has hundreds.
    private const int FoundMax = 10_000;

    /// <summary>What is found, by place on the disk; published secrets name the package that brings them.</summary>
    /// <param name="raw">An unmounted ext4 disk without partitions.</param>
    /// <param name="packages">What came from the archive.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<ImmutableArray<FoundSecret>> FindAsync(
        string raw, ResolvedPackages packages, CancellationToken cancellationToken)
    {
        var hits = await SearchAsync(raw, cancellationToken);
        if (hits.Count == 0)
        {
            return [];
        }

        var holders = await BlockHolders.OfAsync(raw, [.. hits.Select(hit => hit.Offset)], cancellationToken);
        var origins = await PackageOrigins.OfAsync(
            raw, holders.Values.ToHashSet(StringComparer.Ordinal), packages, cancellationToken);
        return
        [
            .. hits.Select(hit => new FoundSecret(
                hit.Kind.Id, holders[hit.Offset], hit.Offset, hit.Shown,
                origins.GetValueOrDefault(holders[hit.Offset]))),
        ];
    }

    /// <summary>Kind, place in bytes and redacted text of each secret.</summary>
    /// <exception cref="TargetException">There are more than anybody could look at.</exception>
    public static async Task<IReadOnlyList<(SecretKind Kind, long Offset, string Shown)>> SearchAsync(
        string raw, CancellationToken cancellationToken)
    {
        var found = new List<(SecretKind Kind, long Offset, string Shown)>();
        var bytes = new byte[BeforeMax + ReadSize + SecretSearch.AfterMax];
        var text = new char[bytes.Length];
        using var disk = File.OpenHandle(raw);
        foreach (var (start, length) in await DiskExtents.AllocatedAsync(raw, cancellationToken))
        {
            for (var offset = start; offset < start + length; offset += ReadSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var from = Math.Max(start, offset - BeforeMax);
                var to = Math.Min(start + length, offset + ReadSize + SecretSearch.AfterMax);
                var read = Fill(disk, from, bytes.AsSpan(0, (int)(to - from)));
                Encoding.Latin1.GetChars(bytes, 0, read, text, 0);
                var end = Math.Min(read, (int)(offset + ReadSize - from));
                var hits = new List<SecretHit>();
                SecretSearch.Find(text.AsSpan(0, read), (int)(offset - from), end, hits, BlockSize);
                if (hits.Count >= SecretSearch.HitsMax || found.Count + hits.Count > FoundMax)
                {
                    // To stop in silence would hide what comes after.
                    throw new TargetException(
                        $"{raw} holds more than {FoundMax} secrets, or {hits.Count} near byte {offset}: no image can");
                }

                found.AddRange(hits.OrderBy(hit => hit.Index).Select(hit => (
                    hit.Kind, from + hit.Index, SecretSearch.Redact(text.AsSpan(hit.Index, hit.Length)))));
            }
        }

        return found;
    }

    private static int Fill(SafeFileHandle disk, long offset, Span<byte> bytes)
    {
        var filled = 0;
        while (filled < bytes.Length && RandomAccess.Read(disk, bytes[filled..], offset + filled) is > 0 and var read)
        {
            filled += read;
        }

        return filled;
    }
}
