using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ImageForge.Targets.Local.Builds;

/// <summary>Looks for a text in every allocated byte of a raw disk, in files or not.</summary>
internal static class CanarySearch
{
    private const int BlockSize = 4 << 20;

    /// <summary>How often the text is there.</summary>
    /// <param name="raw">The disk; holes are not read.</param>
    /// <param name="text">Long enough to be found by no accident.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<int> CountAsync(string raw, string text, CancellationToken cancellationToken)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        var count = 0;
        using var disk = File.OpenHandle(raw);
        foreach (var (start, length) in await DiskExtents.AllocatedAsync(raw, cancellationToken))
        {
            count += CountIn(disk, start, length, wanted, cancellationToken);
        }

        return count;
    }

    private static int CountIn(
        SafeFileHandle disk, long start, long length, byte[] wanted, CancellationToken cancellationToken)
    {
        var (count, kept) = (0, 0);
        var buffer = new byte[BlockSize + wanted.Length];
        for (var offset = start; offset < start + length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var room = (int)Math.Min(BlockSize, start + length - offset);
            var read = RandomAccess.Read(disk, buffer.AsSpan(kept, room), offset);
            if (read == 0)
            {
                break;
            }

            offset += read;
            var seen = buffer.AsSpan(0, kept + read);
            for (var at = seen.IndexOf(wanted); at >= 0; at = seen.IndexOf(wanted))
            {
                count++;
                seen = seen[(at + wanted.Length)..];
            }

            // What could be the beginning of a text that continues in the next block.
            kept = Math.Min(wanted.Length - 1, seen.Length);
            seen[^kept..].CopyTo(buffer);
        }

        return count;
    }
}
