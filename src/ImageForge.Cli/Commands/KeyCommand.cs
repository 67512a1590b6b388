using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Targets;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge key list|create|rotate|distrust</c>: the keys that sign images.</summary>
internal static class KeyCommand
{
    private static readonly Option<bool> Distrust = new("--distrust")
    {
        Description = "The key before may be in other hands: nothing it signed is launched until it is built again",
    };

    private static readonly Argument<string> Key = new("key")
    {
        Description = "The beginning of a key's id, as `imageforge key list` shows it",
    };

    public static Command Create() => new("key", "The keys that sign images: the first build makes one")
    {
        new Command("list", "Every trusted key, the one that signs first").Doing(ListAsync),
        new Command("create", "Make the first key before the first build does").Doing(CreateAsync),
        new Command("rotate", "Make a key that signs from now on; what the one before signed stays trusted")
        {
            Distrust,
        }.Doing(RotateAsync),
        new Command("distrust", "End the trust in a key that signs no more: what it signed has to be built again")
        {
            Key,
        }.Doing(DistrustAsync),
    };

    private static Task<int> ListAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        Show(session, rooms);
        return Task.FromResult(0);
    }

    private static Task<int> CreateAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        rooms.SigningKeys.Create();
        Show(session, rooms);
        return Task.FromResult(0);
    }

    private static Task<int> RotateAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        rooms.SigningKeys.Rotate(parsed.GetValue(Distrust));
        Show(session, rooms);
        return Task.FromResult(0);
    }

    private static Task<int> DistrustAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        rooms.SigningKeys.Distrust(parsed.GetRequiredValue(Key));
        Show(session, rooms);
        return Task.FromResult(0);
    }

    private static void Show(Session session, Rooms rooms)
    {
        var keys = rooms.SigningKeys.List();
        var sheet = new Sheet("key", "", "made", "public half");
        foreach (var key in keys)
        {
            sheet.Add(
                key.Short, key.IsCurrent ? new Cell("signs", Tone.Good) : "trusted", Ago.Text(key.MadeAt),
                key.PublicKeyPath);
        }

        session.Screen.ShowOr(sheet, "there is no key yet: the first build makes one, or `imageforge key create`");
        session.Screen.Answer(
            new KeyListAnswer([.. keys.Select(key => new KeyAnswer(
                key.Id, key.IsCurrent, key.MadeAt, key.PublicKeyPath))]),
            AnswerJson.Readable.KeyListAnswer);
    }
}
