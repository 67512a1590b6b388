using System.Globalization;
using System.Xml.Linq;

namespace ImageForge.Core.Images.Evidence;

/// <summary>What the gates found, as JUnit's XML: a test case for each control and each other gate.</summary>
public static class GateJUnit
{
    public static string Of(ImageArtifact artifact, IReadOnlyDictionary<string, HardeningControl> controls)
    {
        var suites = GateCases.Of(artifact, controls).GroupBy(known => known.Gate).Select(gate => Suite(gate, artifact))
            .ToList();
        var all = new XElement(
            "testsuites", new XAttribute("name", $"{artifact.Id}"),
            new XAttribute("tests", suites.Sum(suite => (int)suite.Attribute("tests")!)),
            new XAttribute("failures", suites.Sum(suite => (int)suite.Attribute("failures")!)), suites);
        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{all}\n";
    }

    private static XElement Suite(IGrouping<string, GateCase> gate, ImageArtifact artifact) => new(
        "testsuite", new XAttribute("name", gate.Key), new XAttribute("tests", gate.Count()),
        new XAttribute("failures", gate.Count(known => !known.Findings.IsEmpty)), new XAttribute("errors", 0),
        new XAttribute("skipped", gate.Count(known => known.Findings.IsEmpty && IsSkipped(known))),
        new XAttribute("timestamp", artifact.BuiltAt.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)),
        gate.Select(known => new XElement(
            "testcase", new XAttribute("classname", $"{artifact.Id.Image}.{gate.Key}"),
            new XAttribute("name", known.Rule), known.Findings.Select(Failure),
            known.Findings.IsEmpty && IsSkipped(known) ? Skipped(known) : null,
            known.Reported.IsEmpty ? null : Told(known.Reported))));

    private static bool IsSkipped(GateCase known) => known.NotRun || !known.Waived.IsEmpty;

    // JUnit has no word for what failed and was accepted; a test case has one `skipped` at most.
    private static XElement Skipped(GateCase known) => new(
        "skipped", new XAttribute("message", Clean(known.Waived is [var waived, ..]
            ? $"waived by {waived.Waiver} ({waived.Owner}) until {waived.Until:yyyy-MM-dd}: {waived.Reason}"
            : known.Title)));

    private static XElement Told(IEnumerable<GateFinding> reported) => new(
        "system-out", Clean(string.Join('\n', reported.Select(finding =>
            $"reported: {finding.Subject}: {finding.Evidence}"))));

    private static XElement Failure(GateFinding finding) => new(
        "failure", new XAttribute("message", Clean($"{finding.Subject}: expected {finding.Expected}")),
        Clean($"{finding.Evidence}\n{finding.Reproduce}"));

    // What a check printed may hold bytes that XML has no way to write.
    private static string Clean(string text) =>
        string.Concat(text.Select(letter => System.Xml.XmlConvert.IsXmlChar(letter) ? letter : '\uFFFD'));
}
