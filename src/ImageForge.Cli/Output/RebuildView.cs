using ImageForge.Core.Images;

namespace ImageForge.Cli.Output;

/// <summary>A rebuild and what it came to, for people.</summary>
internal static class RebuildView
{
    public static void Show(Screen screen, RebuildComparison comparison)
    {
        if (comparison.IsIdentical)
        {
            screen.Line($"{comparison.Image} is identical: its disk, made once more from nothing, is again "
                + $"{comparison.RebuiltDisk}");
            return;
        }

        screen.Line($"{comparison.Image} is not identical to what its definitions and packages give");
        foreach (var file in comparison.Files.Where(file => !file.IsIdentical))
        {
            screen.Line($"  {file.Name}: {Meaning(file)}");
        }

        if (!comparison.LayersChanged.IsEmpty)
        {
            screen.Line($"  layers with other content: {string.Join(", ", comparison.LayersChanged)}");
        }

        ShowFiles(screen, comparison);
        if (comparison.Disk is { } disk)
        {
            ShowDisk(screen, disk);
        }
    }

    private static string Meaning(RebuiltFile file) => file switch
    {
        { Rebuilt: null } => "the rebuild made none",
        { Recorded: null } => "the manifest has none, the rebuild made one",
        { Found: null } => "it is missing",
        _ when file.Recorded != file.Found && file.Recorded == file.Rebuilt => "it was changed after it was published",
        _ => $"{file.Found?.Short}, rebuilt {file.Rebuilt?.Short}",
    };

    private static void ShowFiles(Screen screen, RebuildComparison comparison)
    {
        if (comparison.Differences.IsEmpty)
        {
            return;
        }

        var sheet = new Sheet("file", "differs in", "published", "rebuilt");
        foreach (var difference in comparison.Differences.Take(RebuildComparison.NamedMax))
        {
            sheet.Add(
                difference.Path, string.Join(", ", difference.Changes).ToLowerInvariant(), Text(difference.Published),
                Text(difference.Rebuilt));
        }

        screen.Show(sheet);
        ShowRest(screen, comparison.Differences.Length);
    }

    private static void ShowDisk(Screen screen, DiskDifference disk)
    {
        screen.Line(disk switch
        {
            { Fault: { } fault } => $"  the disk cannot be read: {fault}",
            { Offset: null } => "  a machine reads the same from both disks; only the disk's file is written otherwise",
            { Paths.IsEmpty: true } => $"  the disks differ from byte {disk.Offset} on, in {disk.Blocks} blocks of the "
                + "file system itself, in no file",
            _ => $"  the disks differ from byte {disk.Offset} on, in {disk.Blocks} blocks; content or attributes of:",
        });
        foreach (var path in disk.Paths.Take(RebuildComparison.NamedMax))
        {
            screen.Line($"    {path}");
        }

        ShowRest(screen, disk.Paths.Length);
    }

    private static void ShowRest(Screen screen, int count)
    {
        if (count > RebuildComparison.NamedMax)
        {
            screen.Line($"    and {count - RebuildComparison.NamedMax} more");
        }
    }

    private static string Text(ListedFile? file) =>
        file is null ? "" : $"{file.Content.Short} {file.Mode} {file.Owner}";
}
