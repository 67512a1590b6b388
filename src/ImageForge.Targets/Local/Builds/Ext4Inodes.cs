using System.Buffers.Binary;
using ImageForge.Engine;
using Microsoft.Win32.SafeHandles;

namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// Reads which inodes of an ext4 disk are in use and when their content changed. Only what our own mkfs writes is
/// understood: 64-bit group descriptors, one inode table a group.
/// </summary>
internal static class Ext4Inodes
{
    private const int SuperblockOffset = 1024;
    private const int SuperblockSize = 1024;
    private const int DescriptorSize = 64;
    private const ushort Magic = 0xEF53;
    private const int RootInode = 2;
    private const int FirstOrdinaryInode = 11;

    /// <summary>Root and every ordinary inode with a link, by number.</summary>
    /// <param name="path">A raw disk without partitions.</param>
    /// <returns>Inode number, and modification time in Unix seconds.</returns>
    /// <exception cref="TargetException">The file holds no ext4 as we make it.</exception>
    public static IEnumerable<(uint Number, long ModifiedAt)> InUse(string path) =>
        from inode in All(path)
        where (inode.Number == RootInode || inode.Number >= FirstOrdinaryInode) && Links(inode.Bytes.Span) > 0
        select (inode.Number, ModifiedAt(inode.Bytes.Span));

    /// <summary>Numbers of the inodes that two disks of one layout do not agree about.</summary>
    /// <exception cref="TargetException">A file holds no ext4 as we make it.</exception>
    public static IEnumerable<uint> Differing(string one, string other) =>
        All(one).Zip(All(other)).Where(pair => !pair.First.Bytes.Span.SequenceEqual(pair.Second.Bytes.Span))
            .Select(pair => pair.First.Number);

    /// <summary>Bytes of a block of the file system.</summary>
    /// <exception cref="TargetException">The file holds no ext4 as we make it.</exception>
    public static int BlockSizeOf(string path)
    {
        using var disk = File.OpenHandle(path);
        return (int)BlockSizeOf(SuperblockOf(disk, path));
    }

    /// <summary>The inodes in whose own bytes places of the disk lie: short links, small attributes.</summary>
    /// <param name="path">A raw disk without partitions.</param>
    /// <param name="places">Bytes from its beginning; those outside inode tables are left out of the answer.</param>
    /// <exception cref="TargetException">The file holds no ext4 as we make it.</exception>
    public static IReadOnlyDictionary<long, uint> At(string path, IEnumerable<long> places)
    {
        using var disk = File.OpenHandle(path);
        var tables = Tables(disk, path).ToList();
        return (
            from place in places
            from table in tables
            let index = (place - table.Offset) / table.InodeSize
            where place >= table.Offset && index < table.Count
            select (place, (uint)(table.First + index)))
            .DistinctBy(pair => pair.place).ToDictionary();
    }

    private static IEnumerable<(uint Number, ReadOnlyMemory<byte> Bytes)> All(string path)
    {
        using var disk = File.OpenHandle(path);
        foreach (var (first, offset, count, size) in Tables(disk, path))
        {
            var table = Read(disk, offset, count * size);
            for (var index = 0; index < count; index++)
            {
                yield return ((uint)(first + index), table.AsMemory(index * size, size));
            }
        }
    }

    // One a group: number of the first inode, where on the disk, how many, and bytes of each.
    private static IEnumerable<(long First, long Offset, int Count, int InodeSize)> Tables(
        SafeFileHandle disk, string path)
    {
        var super = SuperblockOf(disk, path);
        var inodes = BinaryPrimitives.ReadUInt32LittleEndian(super);
        var blockSize = BlockSizeOf(super);
        var perGroup = (int)BinaryPrimitives.ReadUInt32LittleEndian(super.AsSpan(0x28));
        var inodeSize = BinaryPrimitives.ReadUInt16LittleEndian(super.AsSpan(0x58));
        var groups = (int)((inodes + perGroup - 1) / perGroup);

        // Descriptors follow the superblock's block: block 1 where blocks are larger than 1 KiB.
        var descriptors = Read(disk, blockSize, groups * DescriptorSize);
        for (var group = 0; group < groups; group++)
        {
            var descriptor = descriptors.AsSpan(group * DescriptorSize, DescriptorSize);
            yield return ((long)group * perGroup + 1, TableBlock(descriptor) * blockSize, perGroup, inodeSize);
        }
    }

    private static byte[] SuperblockOf(SafeFileHandle disk, string path)
    {
        var super = Read(disk, SuperblockOffset, SuperblockSize);
        return BinaryPrimitives.ReadUInt16LittleEndian(super.AsSpan(0x38)) == Magic
            && BinaryPrimitives.ReadUInt16LittleEndian(super.AsSpan(0xFE)) == DescriptorSize
                ? super
                : throw new TargetException($"{path} is not an ext4 disk of ours");
    }

    private static long BlockSizeOf(byte[] super) =>
        1024L << (int)BinaryPrimitives.ReadUInt32LittleEndian(super.AsSpan(0x18));

    private static long TableBlock(ReadOnlySpan<byte> descriptor) =>
        BinaryPrimitives.ReadUInt32LittleEndian(descriptor[0x08..])
        | ((long)BinaryPrimitives.ReadUInt32LittleEndian(descriptor[0x28..]) << 32);

    private static ushort Links(ReadOnlySpan<byte> inode) => BinaryPrimitives.ReadUInt16LittleEndian(inode[0x1A..]);

    // Seconds continue in the lowest two bits of the extra field: 2038 is no limit.
    private static long ModifiedAt(ReadOnlySpan<byte> inode) =>
        BinaryPrimitives.ReadInt32LittleEndian(inode[0x10..])
        + ((long)(BinaryPrimitives.ReadUInt32LittleEndian(inode[0x88..]) & 3) << 32);

    private static byte[] Read(SafeFileHandle disk, long offset, int length)
    {
        var bytes = new byte[length];
        var read = 0;
        while (read < length)
        {
            var count = RandomAccess.Read(disk, bytes.AsSpan(read), offset + read);
            if (count == 0)
            {
                throw new TargetException("the disk ends before its inode tables do");
            }

            read += count;
        }

        return bytes;
    }
}
