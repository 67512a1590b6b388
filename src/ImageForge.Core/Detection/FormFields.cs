using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ImageForge.Core.Detection;

/// <summary>Fields of a sensor's entry, bounded and made printable. A field of another kind is one that is missing.
/// </summary>
internal static partial class FormFields
{
    public const int RuleLengthMax = 100;
    public const int SummaryLengthMax = 300;

    private const int HintLengthMax = 100;

    // How far a clock may be ahead of ours before it is not believed.
    private static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(5);

    /// <summary>Null if there is none, or nothing is left of it.</summary>
    public static string? Text(this JsonElement item, string name, int lengthMax) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && PrintableText.Of(value.GetString(), lengthMax) is { Length: > 0 } text
            ? text
            : null;

    public static string? Hint(this JsonElement item, string name) => item.Text(name, HintLengthMax);

    /// <summary>A time as RFC 3339 text, or as Unix seconds in a number or in text; ours where there is none.</summary>
    public static DateTimeOffset Time(this JsonElement item, string name, DateTimeOffset now)
    {
        var at = !item.TryGetProperty(name, out var value) ? null
            : value.ValueKind == JsonValueKind.Number ? value.TryGetInt64(out var number) ? OfSeconds(number) : null
            : value.ValueKind == JsonValueKind.String ? OfText(value.GetString()!)
            : null;
        return Believed(at ?? now, now);
    }

    /// <summary>Of a sensor whose clock is ahead: the time of arrival.</summary>
    public static DateTimeOffset Believed(DateTimeOffset at, DateTimeOffset now) =>
        at > now + AheadMax ? now : at.ToUniversalTime();

    /// <summary>Of a list of texts those that are techniques, in order.</summary>
    public static ImmutableArray<string> Techniques(this JsonElement item, string name) =>
        item.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? TechniquesIn(list.EnumerateArray().Take(100)
                .Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!))
            : [];

    /// <summary>Techniques that texts name, such as <c>T1053.003</c> or, within a name, <c>t1053_003</c>.</summary>
    public static ImmutableArray<string> TechniquesIn(IEnumerable<string> texts) =>
    [
        .. texts.Where(text => text.Length <= RuleLengthMax)
            .SelectMany(text => Technique().Matches(text))
            .Select(match => match.Groups["sub"] is { Success: true } sub
                ? $"T{match.Groups["main"].Value}.{sub.Value}"
                : $"T{match.Groups["main"].Value}")
            .Distinct().Take(ReportedDetection.TechniquesMax),
    ];

    private static DateTimeOffset? OfSeconds(long seconds) =>
        seconds is >= 0 and <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static DateTimeOffset? OfText(string text) =>
        text.Length > 40 ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? OfSeconds(seconds)
        : DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at) ? at
        : null;

    [GeneratedRegex(
        @"(?<![A-Za-z0-9])[Tt](?<main>[0-9]{4})(?:[._](?<sub>[0-9]{3}))?(?![A-Za-z0-9])", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Technique();
}
