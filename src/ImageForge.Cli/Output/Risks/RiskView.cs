using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;

namespace ImageForge.Cli.Output.Risks;

/// <summary>Risks, for people.</summary>
internal static class RiskView
{
    private const int NamesMax = 3;

    public static void ShowList(
        Screen screen, ImmutableArray<RiskStanding> risks,
        ImmutableDictionary<ImageName, (DateTimeOffset At, RiskEvent.Reviewed What)> reviews)
    {
        var sheet = new Sheet("risk", "in", "image", "severity", "due", "state", "instances", "fix");
        foreach (var risk in risks)
        {
            sheet.Add(
                risk.Record.Key.Subject, risk.Record.Key.Source, risk.Image.Value,
                risk.Record.Facts.Severity is { } severity ? $"{severity}".ToLowerInvariant() : "not rated",
                new Cell(RiskWords.Due(risk), risk.IsLate || RiskWords.IsCalled(risk) ? Tone.Bad : Tone.Plain),
                new Cell(RiskWords.State(risk), ToneOf(risk.State)),
                string.Join(", ", risk.Fleets.Select(fleet => $"{fleet.Instances.Length} of {fleet.Fleet}")),
                risk.Record.Facts.Fixed ?? "");
        }

        screen.ShowOr(sheet, reviews.IsEmpty
            ? "nothing was reviewed yet: `imageforge feed update`, then `imageforge risk review`"
            : "no risk is known");
        var open = risks.Count(risk => risk.State == RiskState.Open);
        screen.Line(
            $"{open} open, {risks.Count(risk => risk.IsLate)} of them late, "
            + $"{risks.Count(risk => risk.State == RiskState.Mitigating)} being mitigated, "
            + $"{risks.Count(risk => risk.State == RiskState.Accepted)} accepted"
            + string.Concat(reviews.OrderBy(review => review.Key.Value, StringComparer.Ordinal)
                .Select(review => $"; {review.Key} reviewed {Ago.Text(review.Value.At)}")));
    }

    public static void ShowOne(Screen screen, RiskStanding risk)
    {
        var record = risk.Record;
        screen.Heading($"{record.Key} in {risk.Image}: {RiskWords.State(risk)}{(risk.IsLate ? ", LATE" : "")}");
        screen.Line($"  {record.Detail}");
        screen.Line($"  {RiskWords.Of(record.Facts)}; by {string.Join(" and ", record.By)}");
        foreach (var fleet in risk.Fleets)
        {
            var due = fleet.DueAt is { } at ? $"due {at:yyyy-MM-dd HH:mm} UTC" : "due with the next image";
            var names = string.Join(", ", fleet.Instances.Take(NamesMax))
                + (fleet.Instances.Length > NamesMax ? $" and {fleet.Instances.Length - NamesMax} more" : "");
            screen.Line(
                $"  fleet {fleet.Fleet}: {fleet.Instances.Length} instances ({names}), {fleet.Band}, {due}"
                + $"{(fleet.IsLate ? ", LATE" : "")}{RiskWords.Assumed(fleet.Unknown)}");
            if (fleet.Called is { } called)
            {
                screen.Line(
                    $"    cannot be met, as was said {called.At:yyyy-MM-dd HH:mm} UTC: {called.Said.Arithmetic}");
            }
        }

        foreach (var version in risk.Current)
        {
            screen.Line($"  {version}, which a channel names, carries it");
        }
    }

    public static void ShowStory(Screen screen, ImmutableArray<RiskStoryAnswer> story)
    {
        var sheet = new Sheet("when (UTC)", "image", "what");
        foreach (var told in story)
        {
            sheet.Add($"{told.At:yyyy-MM-dd HH:mm}", told.Image, told.What);
        }

        screen.Show(sheet);
    }

    public static void ShowReview(Screen screen, RiskReviewAnswer review)
    {
        foreach (var feed in review.Feeds.Where(feed => !feed.IsAtHand || feed.IsTooOld))
        {
            var state = feed.IsAtHand
                ? $"is {feed.AgeHours / 24:0} days old: what became known since is not found"
                : "is not at hand";
            screen.Line($"feed {feed.Feed} {state}; `imageforge feed update {feed.Feed}`");
        }

        foreach (var image in review.Images)
        {
            screen.Line(
                $"{image.Image}: {image.Found.Length} found, {image.Mitigated.Length} mitigated, "
                + $"{image.Accepted.Length} accepted, {image.AcceptanceEnded.Length} not accepted any more");
            foreach (var infeasible in image.Infeasible.Take(NamesMax))
            {
                screen.Line($"  cannot be met: {infeasible}");
            }

            if (image.Infeasible.Length > NamesMax)
            {
                screen.Line(
                    $"  and {image.Infeasible.Length - NamesMax} more that cannot be met: "
                    + $"`imageforge risk list --image {image.Image}`");
            }
        }

        foreach (var (fleet, instances) in review.Marked)
        {
            screen.Line($"fleet {fleet}: news of {instances} instances; `imageforge risk list --fleet {fleet}`");
        }

        foreach (var warning in review.Warnings)
        {
            screen.Line(warning);
        }

        if (review.Images.IsEmpty)
        {
            screen.Line("no image is released, and no instance runs: there is nothing to review");
        }
    }

    private static Tone ToneOf(RiskState state) => state switch
    {
        RiskState.Open => Tone.Bad,
        RiskState.Mitigating => Tone.Waiting,
        RiskState.Accepted => Tone.Faint,
        _ => Tone.Good,
    };
}
