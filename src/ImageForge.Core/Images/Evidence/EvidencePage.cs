using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace ImageForge.Core.Images.Evidence;

/// <summary>
/// One image for whoever has to say that it may run: what it is, what changed, what was refused and what was accepted.
/// One HTML page that needs nothing else: no script, no other file, light or dark as the reader's screen is.
/// </summary>
public static class EvidencePage
{
    private const int ChangesShownMax = 200;
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private const string Style = """
        :root { color-scheme: light dark; --back: #fff; --text: #1c2024; --faint: #667; --line: #d8dce0;
          --good: #23875a; --bad: #d2433d; --waived: #b5761a; }
        @media (prefers-color-scheme: dark) { :root { --back: #16191c; --text: #e4e7ea; --faint: #98a0a8;
          --line: #33393f; --good: #3aa873; --bad: #e0625c; --waived: #d99a3d; } }
        body { margin: 2rem auto; max-width: 1000px; padding: 0 1rem; background: var(--back); color: var(--text);
          font: 15px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.5rem; overflow-wrap: anywhere; } h2 { font-size: 1.1rem; margin-top: 2rem; }
        .verdict { font-size: 1.1rem; border-left: 6px solid var(--good); padding-left: .8rem; }
        .verdict.bad { border-color: var(--bad); } .verdict.waived { border-color: var(--waived); }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; } pre { white-space: pre-wrap; margin: 0; }
        th, td { text-align: left; padding: .25rem 1.2rem .25rem 0; border-bottom: 1px solid var(--line);
          vertical-align: top; } td.faint { color: var(--faint); } code { overflow-wrap: anywhere; }
        .good { color: var(--good); } .bad { color: var(--bad); } .accepted { color: var(--waived); }
        """;

    /// <param name="artifact">The image.</param>
    /// <param name="controls">Its profile's controls, by id.</param>
    /// <param name="since">What differs from the release before it; null if it is the first.</param>
    /// <param name="key">Id of the key that signs it.</param>
    public static string Of(
        ImageArtifact artifact, IReadOnlyDictionary<string, HardeningControl> controls, ArtifactDiff? since, string key)
    {
        var cases = GateCases.Of(artifact, controls);
        var refused = cases.SelectMany(known => known.Findings.Select(finding => (known, finding))).ToList();
        var waived = cases.SelectMany(known => known.Waived.Select(accepted => (known, accepted))).ToList();
        var mood = refused.Count > 0 ? " bad" : waived.Count > 0 ? " waived" : "";
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Image {artifact.Id}</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <h1>Image {artifact.Id}</h1>
            <p class="verdict{mood}">{Text(Verdict(artifact, refused.Count, waived.Count))}</p>
            <h2>What it is</h2>
            {Table([], Facts(artifact, key))}
            <h2>What changed</h2>
            {Changes(since)}

            """);
        Section(page, "What was refused", ["rule", "expected", "seen", "see it yourself"], refused.Select(entry =>
            new[]
            {
                Strong(entry.finding.Subject, "bad"), Text(entry.finding.Expected), Pre(entry.finding.Evidence),
                $"<code>{Text(entry.finding.Reproduce)}</code>",
            }));
        Section(page, "What was accepted for a time", ["rule", "seen", "owner", "until", "why"], waived.Select(entry =>
            new[]
            {
                Strong(entry.accepted.Finding.Subject, "accepted"), Pre(entry.accepted.Finding.Evidence),
                Text(entry.accepted.Owner), Day(entry.accepted.Until), Text(entry.accepted.Reason),
            }));
        Coverage(page, artifact);
        Section(page, "What is known and does not refuse", ["gate", "rule", "degree", "seen"], cases.SelectMany(known =>
            known.Reported.Select(finding => new[]
            {
                Text(known.Gate), $"<code>{Text(finding.Subject)}</code>", Text(Degree(finding)), Pre(finding.Evidence),
            })));
        Section(page, "What was looked at", ["gate", "rule", "", "what holds, and why it matters", "maps to"],
            cases.Select(known => new[]
            {
                Text(known.Gate), $"<code>{Text(known.Rule)}</code>", Outcome(known),
                $"{Text(known.Title)}<br><span class=\"faint\">{Text(known.Why)}</span>",
                Text(string.Join(", ", known.References)),
            }));
        page.Append("</body>\n</html>\n");
        return page.ToString();
    }

    private static void Coverage(StringBuilder page, ImageArtifact artifact)
    {
        if (artifact.Detection is not { } report)
        {
            page.Append("<h2>What the sensor was seen to detect</h2>\n<p>Nobody attacked this image: its profile asks "
                + "for no detection.</p>\n");
            return;
        }

        var coverage = report.Coverage;
        string[] columns =
        [
            "technique", "attacks", "blocked", "alert", "signal", "missed", "not judged", "by first key",
            "alert without a login", "seen without a login", "had their effect",
        ];
        Section(page, "What the sensor was seen to detect", columns, coverage.Techniques.Add(coverage.All).Select(row =>
            new[]
            {
                Text(row.Technique), $"{row.Scenarios}", $"{row.Blocked}", $"{row.Alert}", $"{row.Signal}",
                row.Missed > 0 ? Strong($"{row.Missed}", "bad") : "0",
                row.Error > 0 ? Strong($"{row.Error}", "accepted") : "0", $"{row.FirstKey}",
                $"{row.AlertWithoutLogin}", $"{row.DetectedWithoutLogin}", $"{row.WithEffect}",
            }));
        page.Append($"<p>{Text(report.NoiseText)}</p>\n");
        if (report.Noise is { } noise)
        {
            Section(page, "How loud its rules are in ordinary life", ["stage", "seconds", "rules that fired"],
                noise.Stages.Select(stage => new[]
                {
                    Text(stage.Name), $"{stage.Seconds}",
                    Text(Listed(stage.Rules.Select(rule => $"{rule.RuleId} {rule.Count} ({rule.Tier})"))),
                }));
        }
    }

    private static string Verdict(ImageArtifact artifact, int refused, int waived)
    {
        var passed = artifact.Gates.Count(gate => gate is { Passed: true, NotRun: false });
        var notRun = artifact.Gates.Where(gate => gate.NotRun).Select(gate => gate.Gate).ToList();
        var state = artifact.State.ToString().ToLowerInvariant();
        var what = (refused, waived) switch
        {
            (0, 0) => "Nothing was refused.",
            (0, _) => $"Nothing was refused; {waived} accepted for a time.",
            (_, 0) => $"{refused} refused.",
            _ => $"{refused} refused; {waived} more accepted for a time.",
        };
        return $"{char.ToUpperInvariant(state[0])}{state[1..]}: {passed} of {artifact.Gates.Length} gates passed"
            + (notRun.Count > 0 ? $", not run: {string.Join(", ", notRun)}. " : ". ") + what;
    }

    private static IEnumerable<string[]> Facts(ImageArtifact artifact, string key)
    {
        var pockets = string.Join(", ", artifact.Base.Pockets).ToLowerInvariant();
        yield return ["built", Text($"{artifact.BuiltAt:yyyy-MM-dd HH:mm} UTC for target {artifact.Target}")];
        var system = $"{artifact.Base.Distribution} {artifact.Base.Suite} {artifact.Base.Architecture}";
        yield return ["base", Text($"{system} ({pockets})")];
        yield return [
            "packages", Text($"{artifact.Packages.Length}, of an index from "
                + $"{artifact.PackageIndexFetchedAt:yyyy-MM-dd HH:mm} UTC; all of them in sbom.cdx.json")];
        yield return [
            "hardening", Text($"profile {artifact.HardeningProfile}, {artifact.Controls.Length} controls")];
        yield return ["sensors", Text(Listed(artifact.Sensors))];
        yield return ["open ports", Text(Listed(artifact.Ports.Select(port => $"{port}")))];
        yield return ["plan", $"<code>{artifact.Id.PlanDigest.Hex}</code>"];
        yield return ["definition", $"<code>{artifact.DefinitionDigest.Hex}</code>"];
        foreach (var file in artifact.Files)
        {
            yield return [Text(file.Name), $"<code>sha256 {file.Sha256.Hex}</code>"];
        }

        yield return ["signed by", $"<code>{Text(key)}</code>, see provenance.dsse.json"];
    }

    private static string Changes(ArtifactDiff? since)
    {
        if (since is null)
        {
            return "<p>It is the first release of this image here.</p>";
        }

        var fixedCves = since.FixedCves.Length > 0
            ? $" {since.FixedCves.Length} CVE ids are fixed, by the packages' changelogs."
            : "";
        var rows = since.PackagesChanged.Select(change => new[]
            {
                Text(change.Name), Text(change.From),
                change.IsDowngrade ? Strong(change.To, "bad") : Text(change.To),
                Text(string.Join(' ', change.FixedCves)),
            })
            .Concat(since.PackagesAdded.Select(package =>
                new[] { Text(package.Name), "", Text(package.Version), "new" }))
            .Concat(since.PackagesRemoved.Select(package =>
                new[] { Text(package.Name), Text(package.Version), "", "removed" })).ToList();
        string?[] others =
        [
            Words("controls added", since.ControlsAdded), Words("controls removed", since.ControlsRemoved),
            Words("sensors added", since.SensorsAdded), Words("sensors removed", since.SensorsRemoved),
            Words("ports opened", since.PortsOpened.Select(port => $"{port}")),
            Words("ports closed", since.PortsClosed.Select(port => $"{port}")),
            Words("layers with other content", since.LayersChanged),
        ];
        var more = rows.Count > ChangesShownMax ? $"<p>{rows.Count - ChangesShownMax} more packages differ.</p>" : "";
        return $"<p>Since <code>{since.Older}</code>.{fixedCves}</p>\n"
            + $"<p>{Text(string.Join("; ", others.OfType<string>().DefaultIfEmpty("only packages differ")))}</p>\n"
            + (rows.Count == 0
                ? ""
                : Table(["package", "from", "to", "fixed"], rows.Take(ChangesShownMax)) + more);
    }

    private static string? Words(string what, IEnumerable<string> names) =>
        string.Join(", ", names) is { Length: > 0 } listed ? $"{what}: {listed}" : null;

    private static string Outcome(GateCase known) =>
        !known.Findings.IsEmpty ? Strong("refused", "bad")
        : !known.Waived.IsEmpty ? Strong("accepted", "accepted")
        : known.NotRun ? Strong("not run", "accepted")
        : !known.Reported.IsEmpty ? Strong("reported", "accepted")
        : Strong("holds", "good");

    private static string Degree(GateFinding finding) => finding.Severity?.ToString().ToLowerInvariant() ?? "";

    private static void Section(
        StringBuilder page, string heading, string[] columns, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        page.Append(CultureInfo.InvariantCulture, $"<h2>{heading}</h2>\n");
        page.Append(all.Count == 0 ? "<p>Nothing.</p>" : Table(columns, all)).Append('\n');
    }

    private static string Table(string[] columns, IEnumerable<string[]> rows)
    {
        var head = columns.Length == 0
            ? ""
            : $"<tr>{string.Concat(columns.Select(column => $"<th>{column}</th>"))}</tr>\n";
        var body = string.Concat(rows.Select(row =>
            $"<tr>{string.Concat(row.Select(cell => $"<td>{cell}</td>"))}</tr>\n"));
        return $"<div class=\"scroll\"><table>\n{head}{body}</table></div>";
    }

    private static string Strong(string text, string tone) => $"<strong class=\"{tone}\">{Text(text)}</strong>";
    private static string Pre(string text) => $"<pre>{Text(text.TrimEnd())}</pre>";
    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
    private static string Text(string text) => Encoder.Encode(text);

    private static string Listed(IEnumerable<string> names) =>
        string.Join(", ", names) is { Length: > 0 } listed ? listed : "none";
}
