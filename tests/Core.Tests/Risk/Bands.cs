using System.Collections.Immutable;
using ImageForge.Core.Risk;

namespace ImageForge.Core.Tests.Risk;

/// <summary>The table of CISA BOD 26-04 as a person types it in, and short words for its bands.</summary>
internal static class Bands
{
    public static readonly RemediationBand Forensics = new(3, Forensics: true);
    public static readonly RemediationBand Three = new(3, Forensics: false);
    public static readonly RemediationBand Fourteen = new(14, Forensics: false);
    public static readonly RemediationBand Sixty = new(60, Forensics: false);
    public static readonly RemediationBand NextImage = new(null, Forensics: false);

    /// <summary>Letters: exploited, exposed, automatable, total; a dash: not so.</summary>
    public static readonly ImmutableArray<(string Inputs, RemediationBand Band)> Rows =
    [
        ("keat", Forensics), ("kea-", Three), ("ke-t", Forensics), ("ke--", Fourteen),
        ("k-at", Forensics), ("k-a-", Fourteen), ("k--t", Fourteen), ("k---", Fourteen),
        ("-eat", Three), ("-ea-", Fourteen), ("-e-t", Fourteen), ("-e--", Sixty),
        ("--at", Sixty), ("--a-", Sixty), ("---t", NextImage), ("----", NextImage),
    ];

    public static readonly RemediationTable Table = new("CISA BOD 26-04", "table 1",
    [
        .. Rows.Select(row => new RemediationRule(
            row.Inputs[0] == 'k', row.Inputs[1] == 'e', row.Inputs[2] == 'a',
            row.Inputs[3] == 't' ? TechnicalImpact.Total : TechnicalImpact.Partial, row.Band)),
    ]);

    /// <summary>Facts by the same letters; a question mark: not known.</summary>
    public static (RiskFacts Facts, bool? Exposed) Parse(string inputs) => (
        RiskFacts.Unknown with
        {
            Exploited = Known(inputs[0]), Automatable = Known(inputs[2]),
            Impact = Known(inputs[3]) switch
            {
                true => TechnicalImpact.Total,
                false => TechnicalImpact.Partial,
                null => null,
            },
        },
        Known(inputs[1]));

    /// <summary>A band by its word: 3f, 3, 14, 60, next.</summary>
    public static RemediationBand Of(string word) => word switch
    {
        "3f" => Forensics,
        "3" => Three,
        "14" => Fourteen,
        "60" => Sixty,
        "next" => NextImage,
        _ => throw new ArgumentException($"no band {word}", nameof(word)),
    };

    private static bool? Known(char letter) => letter switch
    {
        '?' => null,
        '-' => false,
        _ => true,
    };
}
