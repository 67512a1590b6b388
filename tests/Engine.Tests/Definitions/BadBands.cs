namespace ImageForge.Engine.Tests.Definitions;

/// <summary>Ways to get the table of remediation bands wrong; part of <see cref="BadInputs"/>.</summary>
internal static class BadBands
{
    private const string Table = "images/remediation.yaml";

    private const string Last =
        "  - { exploited: false, exposed: true, automatable: true, impact: total, within: 16d }\n";

    public static IReadOnlyList<BadInput> All =>
    [
        new("table that lacks a band", Table, Last, "", "5:3", "bands: the list has 15 entries, at least 16 is needed",
            "One for each of the 16 combinations"),
        new("table with a band more", Table, Last, Last + Last.Replace("16d", "17d", StringComparison.Ordinal), "5:3",
            "bands: the list has 17 entries, at most 16 are allowed", "One for each of the 16 combinations"),
        new("table with a band twice", Table, "impact: partial, within: 2d", "impact: total, within: 2d", "6:5",
            "the same combination has a band already", "write one band for each of the 16 combinations"),
        new("band that lacks an input", Table, "exposed: true, ", "", "5:5",
            "bands[0]: the key \"exposed\" is missing", "exposed: Whether strangers reach the instance"),
        new("band without an end", Table, ", within: 2d", "", "6:5", "bands[1]: the key \"within\" is missing",
            "within: 1d to 999d; next-image"),
        new("band of a bare number", Table, "within: 2d", "within: 3", "6:83",
            "bands[1].within: expected text, found the number \"3\"", "1d to 999d; next-image"),
        new("band of hours", Table, "within: 2d", "within: 12h", "6:83",
            "bands[1].within: \"12h\" is not a number of days", "1d to 999d; next-image"),
        new("band of no days", Table, "within: 2d", "within: 0d", "6:83",
            "bands[1].within: \"0d\" is not a number of days", "1d to 999d; next-image"),
        new("impact of no kind", Table, "impact: partial", "impact: none", "6:66",
            "\"none\" is not partial or total", "allowed: partial, total"),
        new("input that is a word", Table, "exploited: true", "exploited: sometimes", "5:18",
            "bands[0].exploited: expected true or false, found the text \"sometimes\"", "without quotes"),
        new("unknown key of a band", Table, "forensics: true", "forensic: true", "5:85",
            "unknown key \"forensic\"", "did you mean \"forensics\"?"),
        new("unknown key of the table", Table, "source:", "sorce:", "3:1", "unknown key \"sorce\"",
            "did you mean \"source\"?"),
        new("table of no bands", Table, "bands:\n", "bands: none\nrows:\n", "4:8",
            "bands: expected a list, found the text \"none\"", "begin each entry with"),
    ];
}
