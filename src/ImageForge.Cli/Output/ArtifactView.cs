using ImageForge.Core.Images;
using ImageForge.Engine.Builds;

namespace ImageForge.Cli.Output;

/// <summary>Artifacts and their gates, for people.</summary>
internal static class ArtifactView
{
    public static void ShowOutcome(Screen screen, BuildOutcome outcome, string folder)
    {
        var artifact = outcome.Artifact;
        ShowGates(screen, artifact);
        screen.Line();
        screen.Heading(
            $"{artifact.Id} {Word(artifact.State)}{(outcome.Reused ? ", built before: nothing to do" : "")}");
        screen.Line($"  {folder}");
        if (!outcome.Reused)
        {
            var took = TimeSpan.FromSeconds(artifact.Phases.Sum(phase => phase.Seconds));
            screen.Line($"  {Ago.Span(took)}, {Bytes.Text(SizeOf(artifact))}");
        }
    }

    public static void Show(Screen screen, ImageArtifact artifact, string folder)
    {
        screen.Heading($"{artifact.Id}  {Word(artifact.State)}");
        screen.Line($"  built      {artifact.BuiltAt:yyyy-MM-dd HH:mm} UTC, {Ago.Text(artifact.BuiltAt)}");
        screen.Line($"  target     {artifact.Target}");
        screen.Line(
            $"  base       {artifact.Base.Distribution} {artifact.Base.Suite} {artifact.Base.Architecture} "
            + $"({string.Join(", ", artifact.Base.Pockets).ToLowerInvariant()})");
        screen.Line(
            $"  packages   {artifact.Packages.Length}, "
            + $"index fetched {artifact.PackageIndexFetchedAt:yyyy-MM-dd HH:mm} UTC");
        screen.Line($"  hardening  {artifact.HardeningProfile}");
        screen.Line($"  sensors    {string.Join(", ", artifact.Sensors)}");
        screen.Line($"  ports      {string.Join(", ", artifact.Ports)}");
        var layers = artifact.Layers.Select(layer => $"{layer.Name} {layer.Key.Short[..6]}");
        screen.Line($"  layers     {string.Join(" → ", layers)}");
        screen.Line($"  files      {folder}");
        foreach (var file in artifact.Files)
        {
            screen.Line($"    {file.Name,-16}{Bytes.Text(file.Size),11}  {file.Sha256.Short}");
        }

        ShowGates(screen, artifact);
        ShowCoverage(screen, artifact);
    }

    private static void ShowCoverage(Screen screen, ImageArtifact artifact)
    {
        if (artifact.Detection is not { } report)
        {
            return;
        }

        var sheet = new Sheet(
            "technique", "attacks", "blocked", "alert", "signal", "missed", "error", "first key", "alert, no login",
            "seen, no login", "had effect");
        foreach (var row in report.Coverage.Techniques.Add(report.Coverage.All))
        {
            sheet.Add(
                row.Technique, $"{row.Scenarios}", $"{row.Blocked}", $"{row.Alert}", $"{row.Signal}",
                row.Missed > 0 ? new Cell($"{row.Missed}", Tone.Bad) : "0",
                row.Error > 0 ? new Cell($"{row.Error}", Tone.Waiting) : "0", $"{row.FirstKey}",
                $"{row.AlertWithoutLogin}", $"{row.DetectedWithoutLogin}", $"{row.WithEffect}");
        }

        screen.Line();
        screen.Heading("what the sensor was seen to detect");
        screen.Show(sheet);
        screen.Line(report.NoiseText);
    }

    public static void ShowGates(Screen screen, ImageArtifact artifact)
    {
        if (artifact.Gates.IsEmpty)
        {
            return;
        }

        var sheet = new Sheet("gate", "", "what was looked at");
        foreach (var gate in artifact.Gates)
        {
            sheet.Add(gate.Gate, Verdict(gate), gate.Summary);
        }

        screen.Show(sheet);
        foreach (var (gate, waived) in artifact.Gates.SelectMany(gate => gate.Waived.Select(waived => (gate, waived))))
        {
            screen.Line(
                $"gate {gate.Gate}: {waived.Finding.Subject} is waived by {waived.Waiver} ({waived.Owner}) until "
                + $"{waived.Until:yyyy-MM-dd}: {waived.Reason}");
        }

        foreach (var gate in artifact.Gates)
        {
            ShowReported(screen, gate);
        }

        var findings = artifact.Gates.SelectMany(gate => gate.Findings.Select(finding => (gate.Gate, finding)));
        foreach (var (gate, finding) in findings)
        {
            screen.Line();
            screen.Line($"gate {gate} refuses {finding.Subject}");
            screen.Line($"  expected:   {Indented(finding.Expected)}");
            screen.Line($"  evidence:   {Indented(finding.Evidence)}");
            screen.Line($"  reproduce:  {Indented(finding.Reproduce)}");
        }
    }

    private static Cell Verdict(GateResult gate) => gate switch
    {
        { Passed: false } => new Cell("REFUSED", Tone.Bad),
        { NotRun: true } => new Cell("not run", Tone.Waiting),
        _ => new Cell("passed", Tone.Good),
    };

    // The worst first; report.html has them all.
    private static void ShowReported(Screen screen, GateResult gate)
    {
        const int ShownMax = 10;
        foreach (var finding in gate.Reported.OrderByDescending(finding => finding.Severity).Take(ShownMax))
        {
            screen.Line($"gate {gate.Gate} reports {finding.Subject}: {Indented(finding.Evidence)}");
        }

        if (gate.Reported.Length > ShownMax)
        {
            screen.Line($"gate {gate.Gate} reports {gate.Reported.Length - ShownMax} more: see report.html");
        }
    }

    public static string Word(ImageState state) => state.ToString().ToLowerInvariant();

    public static long SizeOf(ImageArtifact artifact) => artifact.Files.Sum(file => file.Size);

    private static string Indented(string text) =>
        text.TrimEnd().Replace("\n", "\n              ", StringComparison.Ordinal);
}
