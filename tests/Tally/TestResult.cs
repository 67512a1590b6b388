using System.Xml.Linq;

namespace ImageForge.Tally;

/// <summary>One test as its trx file tells it.</summary>
/// <param name="Outcome"><c>Passed</c>, <c>Failed</c>, <c>NotExecuted</c> and so on.</param>
/// <param name="Message">Why it failed or was skipped; empty if it passed.</param>
public sealed record TestResult(string Project, string Name, string Outcome, string Message)
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <exception cref="System.Xml.XmlException">The file is not XML: the test process died while writing
    /// it.</exception>
    public static IEnumerable<TestResult> Read(string project, string path) =>
        XDocument.Load(path).Descendants(Trx + "UnitTestResult").Select(result => new TestResult(
            project,
            (string?)result.Attribute("testName") ?? "?",
            (string?)result.Attribute("outcome") ?? "?",
            MessageOf(result)));

    private static string MessageOf(XElement result) =>
        (string?)result.Descendants(Trx + "Message").FirstOrDefault()
        ?? (string?)result.Descendants(Trx + "StdOut").FirstOrDefault()
        ?? "";
}
