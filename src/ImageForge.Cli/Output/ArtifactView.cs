using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
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

    /// <summary>What a build that passed is good for now.</summary>
    public static void ShowChannels(Screen screen, ImageArtifact artifact, ImageHistory history)
    {
        if (artifact.State == ImageState.Validated)
        {
            screen.Line(
                $"  it waits for `imageforge image promote {artifact.Id}`: the image's file says so, or it would undo "
                + "a hotfix");
        }
        else if (artifact.State == ImageState.Released && history.CurrentOf(ImageChannel.Stable) is { } stable
            && stable != artifact.Id && !history.ChannelsOf(artifact.Id).Any())
        {
            screen.Line(
                $"  what is stable stays {stable}; `imageforge image promote {artifact.Id}` goes back to this one");
        }
    }

    public static void Show(Screen screen, ImageArtifact artifact, ImageHistory history, string folder)
    {
        screen.Heading($"{artifact.Id}  {StateOf(artifact, history).Value}");
        ShowDecisions(screen, history.Of(artifact.Id));
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

    /// <summary>The state, and the channels that name it.</summary>
    public static Cell StateOf(ImageArtifact artifact, ImageHistory history)
    {
        var channels = string.Join(", ", history.ChannelsOf(artifact.Id).Select(Word));
        var tone = artifact.State switch
        {
            ImageState.Released => Tone.Good,
            ImageState.Candidate or ImageState.Validated or ImageState.Deprecated => Tone.Waiting,
            _ => Tone.Bad,
        };
        return new Cell(channels.Length > 0 ? $"{Word(artifact.State)} ({channels})" : Word(artifact.State), tone);
    }

    private static void ShowDecisions(Screen screen, ImageRecord record)
    {
        if (record.Decision is { } decision)
        {
            screen.Line(
                $"  decided    {decision.At:yyyy-MM-dd HH:mm} UTC by {decision.By} (key "
                + $"{decision.KeyId[..Math.Min(12, decision.KeyId.Length)]}): {decision.Reason}");
        }

        foreach (var pin in record.Pins)
        {
            var until = pin.Until is { } end ? $" until {end:yyyy-MM-dd HH:mm} UTC" : "";
            screen.Line($"  pinned     for {pin.Holder}{until}: {pin.Reason}");
        }
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

    public static string Word<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();

    public static long SizeOf(ImageArtifact artifact) => artifact.Files.Sum(file => file.Size);

    private static string Indented(string text) =>
        text.TrimEnd().Replace("\n", "\n              ", StringComparison.Ordinal);
}
