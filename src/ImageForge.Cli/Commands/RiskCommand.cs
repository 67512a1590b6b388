using System.Collections.Immutable;
using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Cli.Output.Risks;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;
using ImageForge.Engine;

namespace ImageForge.Cli.Commands;

/// <summary>
/// <c>imageforge risk list|show|review</c>: every known risk, who carries it, and what becomes of it.
/// </summary>
internal static class RiskCommand
{
    private const string Sarif = "sarif";
    private const string Markdown = "markdown";

    private static readonly Option<string> As = new Option<string>("--as")
    {
        Description = "table for people; markdown for a report; sarif (2.1.0) for tools that read findings",
        HelpName = $"table|{Markdown}|{Sarif}",
        DefaultValueFactory = _ => "table",
    }.AcceptOnlyFromAmong("table", Markdown, Sarif);

    private static readonly Option<bool> All = new("--all")
    {
        Description = "Those that are mitigated too",
    };

    private static readonly Option<string?> Image = new("--image")
    {
        Description = "Only risks of this image",
        HelpName = "image",
    };

    private static readonly Option<string?> Fleet = new("--fleet")
    {
        Description = "Only risks that this fleet carries",
        HelpName = "fleet",
    };

    private static readonly Argument<string> Subject = new("risk")
    {
        Description = "A CVE id, or the id of what was accepted, as `imageforge risk list` shows it",
    };

    private static readonly Option<bool> WithoutGates = new("--without-gates")
    {
        Description = "Do not ask gates again where a waiver has ended: that starts virtual machines",
    };

    public static Command Create() => new("risk", "Every known risk: list, show, review")
    {
        new Command("list", "What is open, accepted or being mitigated, who carries it, and when it is due")
        {
            As, All, Image, Fleet,
        }.Doing(ListAsync),
        new Command("show", "One risk: where it is, how it is dated, and who decided what and when") { Subject }
            .Doing(ShowAsync),
        new Command("review", "Look at released images again by the feeds and waivers of today; marks instances")
        {
            WithoutGates,
        }.Doing(ReviewAsync),
    };

    private static async Task<int> ListAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var (image, fleet) = (parsed.GetValue(Image), parsed.GetValue(Fleet));
        ImmutableArray<RiskStanding> risks =
        [
            .. (await rooms.Risks.ListAsync(cancellationToken)).Where(risk =>
                (parsed.GetValue(All) || risk.State != RiskState.Mitigated)
                && (image is null || risk.Image.Value == image)
                && (fleet is null || risk.Fleets.Any(carrier => carrier.Fleet.Value == fleet))),
        ];
        var reviews = await rooms.Risks.ReviewsAsync(cancellationToken);
        if (image is not null || fleet is not null)
        {
            reviews = reviews.RemoveRange(reviews.Keys.Where(reviewed => image is null
                ? risks.All(risk => risk.Image != reviewed)
                : reviewed.Value != image).ToList());
        }

        switch (parsed.GetValue(As))
        {
            case Sarif:
                Screen.Document(RiskSarif.Write(risks));
                return 0;
            case Markdown:
                Screen.Document(RiskMarkdown.Write(risks, reviews, DateTimeOffset.UtcNow));
                return 0;
        }

        RiskView.ShowList(session.Screen, risks, reviews);
        session.Screen.Answer(
            new RiskListAnswer(
                [.. risks.Select(RiskAnswer.Of)],
                [.. reviews.OrderBy(review => review.Key.Value, StringComparer.Ordinal)
                    .Select(review => ReviewedAnswer.Of(review.Key, review.Value.At, review.Value.What))]),
            AnswerJson.Readable.RiskListAnswer);
        return 0;
    }

    private static async Task<int> ShowAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var subject = parsed.GetRequiredValue(Subject);
        ImmutableArray<RiskStanding> risks =
        [
            .. (await rooms.Risks.ListAsync(cancellationToken))
                .Where(risk => string.Equals(risk.Record.Key.Subject, subject, StringComparison.OrdinalIgnoreCase)),
        ];
        if (risks.IsEmpty)
        {
            throw new ForgeException(
                ForgeError.NotFound, $"no image has or had a risk {subject}, as far as reviews found",
                "`imageforge risk list --all` shows all; `imageforge risk review` looks again");
        }

        var story = await rooms.Risks.StoryAsync(risks[0].Record.Key.Subject, cancellationToken);
        var hotfixes = (await rooms.Hotfixes.ListAsync(cancellationToken))
            .Where(hotfix => risks.Any(risk => IsFor(hotfix, risk)));
        ImmutableArray<RiskStoryAnswer> told =
        [
            .. story.Select(RiskStoryAnswer.Of).Concat(hotfixes.SelectMany(RiskStoryAnswer.Of))
                .OrderBy(told => told.At),
        ];
        foreach (var risk in risks)
        {
            RiskView.ShowOne(session.Screen, risk);
        }

        RiskView.ShowStory(session.Screen, told);
        session.Screen.Answer(
            new RiskShowAnswer([.. risks.Select(RiskAnswer.Of)], told), AnswerJson.Readable.RiskShowAnswer);
        return 0;
    }

    private static bool IsFor(HotfixRecord hotfix, RiskStanding risk) =>
        hotfix.Decision.Images.Any(change => change.From.Image == risk.Image)
        && (hotfix.Decision.Wish.Cve == risk.Record.Key.Subject
            || hotfix.Decision.Images.Any(change => change.Packages.Any(
                package => package.Source == risk.Record.Key.Source)));

    private static async Task<int> ReviewAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var gated = ImmutableArray.CreateBuilder<GatedAgainAnswer>();
        if (!parsed.GetValue(WithoutGates) && rooms.EndedWaivers is { } ended)
        {
            foreach (var artifact in await ended.ListAsync(cancellationToken))
            {
                session.Screen.Heading($"{artifact.Id}: a waiver has ended, its gates are asked again");
                var view = new BuildView(session.Screen);
                var again = await session.Screen.WatchAsync(
                    view.Draw, ended.GateAsync(artifact, view, cancellationToken));
                ArtifactView.ShowGates(session.Screen, again);
                gated.Add(new GatedAgainAnswer($"{again.Id}", again.State));
            }
        }

        var result = await rooms.RiskReview.RunAsync(Environment.UserName, cancellationToken);
        var answer = RiskReviewAnswer.Of(result, gated.ToImmutable());
        RiskView.ShowReview(session.Screen, answer);
        session.Screen.Answer(answer, AnswerJson.Readable.RiskReviewAnswer);

        // What became known since such a feed was fetched was not looked for: nobody may take that for a clean bill.
        return answer.Feeds.Any(feed => feed.IsTooOld) || answer.Feeds.All(feed => !feed.IsAtHand)
            ? (int)ForgeError.External
            : gated.Any(again => again.State == ImageState.Refused) ? (int)ForgeError.GateRefused : 0;
    }
}
