using System.Xml.Linq;

namespace ImageForge.EndToEnd.Tests.Mutations;

/// <summary>What a run of a suite said of each of its tests.</summary>
/// <param name="Passed">Names of tests.</param>
/// <param name="Failed">Names of tests with the first line of why.</param>
public sealed record SuiteOutcome(IReadOnlySet<string> Passed, IReadOnlyDictionary<string, string> Failed)
{
    private const int WhyMax = 200;

    /// <summary>Reads xUnit's own report, which exists only if the tests did run.</summary>
    public static SuiteOutcome Read(string file)
    {
        var tests = XDocument.Load(file).Descendants("test").ToList();
        string NameOf(XElement test) => test.Attribute("name")!.Value;
        string ResultOf(XElement test) => test.Attribute("result")!.Value;
        return new SuiteOutcome(
            tests.Where(test => ResultOf(test) == "Pass").Select(NameOf).ToHashSet(),
            tests.Where(test => ResultOf(test) == "Fail").DistinctBy(NameOf).ToDictionary(NameOf, WhyOf));
    }

    private static string WhyOf(XElement test)
    {
        var why = test.Descendants("message").FirstOrDefault()?.Value.ReplaceLineEndings(" ") ?? "";
        return why.Length > WhyMax ? why[..WhyMax] : why;
    }
}
