using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;

namespace ImageForge.Cli.Output.Risks;

/// <summary>Risks as a report in Markdown, for whoever was not there.</summary>
internal static class RiskMarkdown
{
    public static string Write(
        ImmutableArray<RiskStanding> risks,
        ImmutableDictionary<ImageName, (DateTimeOffset At, RiskEvent.Reviewed What)> reviews, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Risks at {now:yyyy-MM-dd HH:mm} UTC\n\n");
        text.Append("| risk | in | image | severity | known of it | due | state | carried by |\n");
        text.Append("|---|---|---|---|---|---|---|---|\n");
        foreach (var risk in risks)
        {
            var record = risk.Record;
            var carriers = risk.Fleets.Select(fleet =>
                $"{fleet.Fleet}: {string.Join(", ", fleet.Instances)}{RiskWords.Assumed(fleet.Unknown)}");
            text.Append("| ").AppendJoin(" | ", new[]
            {
                record.Key.Subject, record.Key.Source, risk.Image.Value,
                $"{record.Facts.Severity?.ToString() ?? "not rated"}".ToLowerInvariant(),
                RiskWords.Of(record.Facts), RiskWords.Due(risk), StateOf(risk), string.Join("; ", carriers),
            }.Select(Escaped)).Append(" |\n");
        }

        text.Append('\n');
        foreach (var (image, review) in reviews.OrderBy(review => review.Key.Value, StringComparer.Ordinal))
        {
            var feeds = review.What.Feeds.IsEmpty
                ? "no feed at all"
                : string.Join(", ", review.What.Feeds.Select(feed => $"{feed.Key} `{feed.Value[..12]}`"));
            text.Append(
                CultureInfo.InvariantCulture,
                $"* {image} was last reviewed {review.At:yyyy-MM-dd HH:mm} UTC by {review.What.By}, on {feeds}\n");
        }

        return text.ToString().TrimEnd();
    }

    private static string StateOf(RiskStanding risk)
    {
        var owners = risk.Record.Acceptances.Select(accepted => $"{accepted.Owner}: {accepted.Reason}");
        return risk.State == RiskState.Accepted
            ? $"{RiskWords.State(risk)} by {string.Join("; ", owners)}"
            : RiskWords.State(risk);
    }

    private static string Escaped(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
