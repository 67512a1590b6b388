using System.Collections.Immutable;
using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Targets;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge feed list|update</c>: what is known of vulnerabilities.</summary>
internal static class FeedCommand
{
    private static readonly Argument<string?> Feed = new("feed")
    {
        Description = "A file of images/feeds, without its ending; all of them if left out",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> CopyFile = new("--file")
    {
        Description = "Take a copy of the feed, a file or folder, this time: for machines without network",
        HelpName = "path",
    };

    private static readonly Option<string?> Address = new("--url")
    {
        Description = "Fetch it from this address this time",
        HelpName = "http(s)://…",
    };

    public static Command Create() => new("feed", "Feeds of known vulnerabilities: what is at hand, and how old it is")
    {
        new Command("list", "Every feed of images/feeds, and what is at hand of it").Doing(ListAsync),
        new Command("update", "Fetch feeds; builds use what is at hand and fetch none themselves")
        {
            Feed, CopyFile, Address,
        }.Doing(UpdateAsync),
    };

    private static Task<int> ListAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        Show(session, rooms, rooms.Definitions.ReadFeeds());
        return Task.FromResult(0);
    }

    private static async Task<int> UpdateAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var declared = rooms.Definitions.ReadFeeds();
        var wanted = Wanted(declared, parsed.GetValue(Feed));
        var source = SourceOf(parsed, wanted.Count);
        var failures = new List<ForgeException>();
        foreach (var feed in wanted)
        {
            try
            {
                session.Screen.Line($"{feed.Id}: from {source ?? feed.Source}");
                await rooms.Feeds.UpdateAsync(feed, source, cancellationToken);
            }
            catch (ForgeException exception) when (wanted.Count > 1)
            {
                // One that cannot be reached does not make the others older.
                failures.Add(exception);
            }
        }

        return failures is [] ? Show(session, rooms, declared) : throw new ForgeException(
            failures[0].Error, string.Join("; ", failures.Select(failure => failure.Message)), failures[0].WayOut,
            new AggregateException(failures));
    }

    private static List<FeedDefinition> Wanted(IReadOnlyList<FeedDefinition> declared, string? named)
    {
        var wanted = declared.Where(feed => named is null || feed.Id == named).ToList();
        return wanted.Count > 0 ? wanted : throw new ForgeException(
            ForgeError.NotFound, named is null ? "no feed is declared" : $"there is no feed {named}",
            named is null
                ? "write images/feeds/<feed>.yaml; images/README.md shows one"
                : NearestName.Hint(named, [.. declared.Select(feed => feed.Id)], "feeds"));
    }

    private static string? SourceOf(ParseResult parsed, int feeds)
    {
        var (file, address) = (parsed.GetValue(CopyFile), parsed.GetValue(Address));
        if ((file ?? address) is not null && (feeds > 1 || (file is not null && address is not null)))
        {
            throw new ForgeException(
                ForgeError.Usage, "--file and --url take the place of one feed's address",
                "name the feed: `imageforge feed update <feed> --file <copy>`");
        }

        if (address is not null && !(Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"))
        {
            throw new ForgeException(
                ForgeError.Usage, $"--url: '{address}' is no http or https address", "a file is named with --file");
        }

        return file is null ? address : Path.GetFullPath(file);
    }

    private static int Show(Session session, Rooms rooms, IReadOnlyList<FeedDefinition> declared)
    {
        var now = DateTimeOffset.UtcNow;
        var answers = declared.Select(feed => Of(feed, rooms, now)).ToImmutableArray();
        var sheet = new Sheet("feed", "", "fetched", "entries", "from");
        foreach (var feed in answers)
        {
            var state = feed.FetchedAt is null ? new Cell("not at hand", Tone.Waiting)
                : feed.IsTooOld ? new Cell("too old", Tone.Bad)
                : new Cell("good", Tone.Good);
            sheet.Add(
                feed.Id, state, feed.FetchedAt is { } at ? Ago.Text(at) : "never",
                string.Join(", ", feed.Entries.Select(suite => $"{suite.Key} {suite.Value}")),
                feed.FetchedFrom ?? feed.Source);
        }

        session.Screen.ShowOr(sheet, "no feed is declared: write images/feeds/<feed>.yaml");
        session.Screen.Answer(new FeedListAnswer(answers), AnswerJson.Readable.FeedListAnswer);
        return 0;
    }

    private static FeedAnswer Of(FeedDefinition feed, Rooms rooms, DateTimeOffset now)
    {
        var record = rooms.Feeds.At(feed);
        return new FeedAnswer(
            feed.Id, feed.Title, feed.Kind, feed.Source, feed.MaxAge.TotalHours, record?.FetchedAt,
            now - record?.FetchedAt > feed.MaxAge, record?.Source, record?.Digest.Hex,
            record?.Entries ?? ImmutableSortedDictionary<string, int>.Empty);
    }
}
