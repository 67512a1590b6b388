using ImageForge.Core.Images;

namespace ImageForge.Cli.Output;

/// <summary>What differs between two images, for people.</summary>
internal static class DiffView
{
    private const int CvesShownMax = 4;

    public static void Show(Screen screen, ArtifactDiff diff)
    {
        screen.Heading($"{diff.Older} → {diff.Newer}");
        ShowPackages(screen, diff, packagesMax: int.MaxValue);
        Show(screen, "layers changed", diff.LayersChanged);
        Show(screen, "controls added", diff.ControlsAdded);
        Show(screen, "controls removed", diff.ControlsRemoved);
        Show(screen, "sensors added", diff.SensorsAdded);
        Show(screen, "sensors removed", diff.SensorsRemoved);
        Show(screen, "ports opened", diff.PortsOpened.Select(port => $"{port}"));
        Show(screen, "ports closed", diff.PortsClosed.Select(port => $"{port}"));
    }

    /// <summary>The package changes, those that fixed most first where there are more than are shown.</summary>
    public static void ShowPackages(Screen screen, ArtifactDiff diff, int packagesMax)
    {
        var sheet = new Sheet("package", "from", "to", "fixed");
        var shown = diff.PackagesChanged
            .OrderByDescending(change => change.FixedCves.Length).ThenBy(change => change.Name, StringComparer.Ordinal)
            .Take(packagesMax);
        foreach (var change in shown)
        {
            sheet.Add(
                change.Name, change.From, new Cell(change.To, change.IsDowngrade ? Tone.Bad : Tone.Plain),
                Cves(change));
        }

        if (!diff.PackagesChanged.IsEmpty)
        {
            screen.Show(sheet);
        }

        if (diff.PackagesChanged.Length > packagesMax)
        {
            var more = diff.PackagesChanged.Length - packagesMax;
            screen.Line($"  and {more} more: imageforge image diff {diff.Older} {diff.Newer}");
        }

        screen.Line(
            $"  {diff.PackagesChanged.Length} packages changed, {diff.PackagesAdded.Length} added, "
            + $"{diff.PackagesRemoved.Length} removed; {diff.FixedCves.Length} CVE ids fixed, by their changelogs");
    }

    private static Cell Cves(PackageChange change) => change.FixedCves.Length > CvesShownMax
        ? $"{string.Join(' ', change.FixedCves.Take(CvesShownMax))} and {change.FixedCves.Length - CvesShownMax} more"
        : string.Join(' ', change.FixedCves);

    private static void Show(Screen screen, string what, IEnumerable<string> names)
    {
        var list = string.Join(", ", names);
        if (list.Length > 0)
        {
            screen.Line($"  {what}: {list}");
        }
    }
}
