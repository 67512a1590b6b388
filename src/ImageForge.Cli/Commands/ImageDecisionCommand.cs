using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Images;
using ImageForge.Targets;

namespace ImageForge.Cli.Commands;

/// <summary>
/// <c>imageforge image promote|deprecate|revoke|pin|unpin|delete</c>: a person's word on a built version, signed.
/// </summary>
internal static class ImageDecisionCommand
{
    private static readonly Argument<string> Reference = new("image")
    {
        Description = "web@ and the beginning of a plan digest; web alone: the newest version",
    };

    private static readonly Option<string> Channel = new Option<string>("--channel")
    {
        Description = "Which name moves to it",
        HelpName = "stable|canary",
        DefaultValueFactory = _ => "stable",
    }.AcceptOnlyFromAmong("stable", "canary");

    private static readonly Option<string> As = new Option<string>("--as")
    {
        Description = "vulnerable: its instances are replaced; compromised: they are quarantined and replaced",
        HelpName = "vulnerable|compromised",
        Required = true,
    }.AcceptOnlyFromAmong("vulnerable", "compromised");

    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "Shown to whoever wonders, and kept in the journal",
        HelpName = "text",
        Required = true,
    };

    private static readonly Option<string?> Key = new("--key")
    {
        Description = "A private key in PEM that signs the decision [default: the key that signs images here]",
        HelpName = "file",
    };

    private static readonly Option<string> Holder = new("--holder")
    {
        Description = "Who needs it",
        HelpName = "name",
        DefaultValueFactory = _ => Environment.UserName,
    };

    private static readonly Option<string?> For = new("--for")
    {
        Description = "How long, such as 90d [default: until `image unpin`]",
        HelpName = "duration",
    };

    public static Command[] Verbs() =>
    [
        new Command("promote", "Release a version that passed its gates, and make a channel name it")
        {
            Reference, Channel, Reason, Key,
        }.Doing(PromoteAsync),
        new Command("deprecate", "Let no new rotation go to a version; what runs on it runs on")
        {
            Reference, Reason, Key,
        }.Doing(DeprecateAsync),
        new Command("revoke", "Launch nothing on a version any more; what runs on it should go. Never taken back")
        {
            Reference, As, Reason, Key,
        }.Doing(RevokeAsync),
        new Command("pin", "Keep a version, however old it grows") { Reference, Holder, For, Reason }.Doing(PinAsync),
        new Command("unpin", "Keep it no longer for somebody") { Reference, Holder, Reason }.Doing(UnpinAsync),
        new Command("delete", "Remove a version's files, once nothing refers to it; names what does")
        {
            Reference, Reason, Key,
        }.Doing(DeleteAsync),
    ];

    private static Task<int> PromoteAsync(Session session, ParseResult parsed, CancellationToken cancellationToken) =>
        DecideAsync(session, parsed, async (rooms, artifact, policy, maker) =>
        {
            var channel = parsed.GetRequiredValue(Channel) == "canary" ? ImageChannel.Canary : ImageChannel.Stable;
            await rooms.Lifecycle.PromoteAsync(artifact, channel, policy, maker, cancellationToken);
            return 0;
        }, cancellationToken);

    private static Task<int> DeprecateAsync(
        Session session, ParseResult parsed, CancellationToken cancellationToken) =>
        DecideAsync(session, parsed, async (rooms, artifact, policy, maker) =>
        {
            await rooms.Lifecycle.DeprecateAsync(artifact, policy, maker, cancellationToken);
            return 0;
        }, cancellationToken);

    private static Task<int> RevokeAsync(Session session, ParseResult parsed, CancellationToken cancellationToken) =>
        DecideAsync(session, parsed, async (rooms, artifact, policy, maker) =>
        {
            var kind = parsed.GetRequiredValue(As) == "compromised"
                ? RevocationKind.Compromised
                : RevocationKind.Vulnerable;
            await rooms.Lifecycle.RevokeAsync(artifact, kind, policy, maker, cancellationToken);
            var marks = await rooms.UnfitMarks.MarkAsync(cancellationToken);
            foreach (var (fleet, marked) in marks)
            {
                session.Screen.Line(marked is { } count
                    ? $"fleet {fleet}: {count} instances should go: imageforge rotate {fleet}"
                    : $"fleet {fleet} cannot be seen now; its next rotation finds what should go");
            }

            return marks.Sum(fleet => fleet.Marked ?? 0);
        }, cancellationToken);

    private static Task<int> PinAsync(Session session, ParseResult parsed, CancellationToken cancellationToken) =>
        DecideAsync(session, parsed, async (rooms, artifact, _, maker) =>
        {
            DateTimeOffset? until = parsed.GetValue(For) is not { } text ? null
                : DurationText.Parse(text) is { } duration ? DateTimeOffset.UtcNow + duration
                : throw new ForgeException(
                    ForgeError.Usage, $"--for: '{text}' is no duration",
                    "write a number and s, m, h or d, such as 90d");
            await rooms.Lifecycle.PinAsync(
                artifact.Id, parsed.GetRequiredValue(Holder), until, maker, cancellationToken);
            return 0;
        }, cancellationToken);

    private static Task<int> UnpinAsync(Session session, ParseResult parsed, CancellationToken cancellationToken) =>
        DecideAsync(session, parsed, async (rooms, artifact, _, maker) =>
        {
            await rooms.Lifecycle.UnpinAsync(
                artifact.Id, parsed.GetRequiredValue(Holder), maker, cancellationToken);
            return 0;
        }, cancellationToken);

    private static Task<int> DeleteAsync(Session session, ParseResult parsed, CancellationToken cancellationToken) =>
        DecideAsync(session, parsed, async (rooms, artifact, policy, maker) =>
        {
            await rooms.Lifecycle.DeleteAsync(
                artifact.Id, policy, maker, rooms.References.OfAsync, cancellationToken);
            return 0;
        }, cancellationToken);

    private static async Task<int> DecideAsync(
        Session session, ParseResult parsed,
        Func<Rooms, ImageArtifact, PromotionPolicy, DecisionMaker, Task<int>> decide,
        CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var artifact = await rooms.Images.FindInAnyStateAsync(parsed.GetRequiredValue(Reference), cancellationToken);
        var policy = rooms.Definitions.ReadPolicies(artifact.Id.Image.Value).Promotion;
        var key = parsed.GetResult(Key) is null ? null : parsed.GetValue(Key);
        var maker = new DecisionMaker(Environment.UserName, parsed.GetRequiredValue(Reason), key);
        var marked = await decide(rooms, artifact, policy, maker);

        var history = await rooms.Images.HistoryAsync(artifact.Id.Image, cancellationToken);
        var record = history.Of(artifact.Id);
        var after = artifact with { State = record.Over(artifact.State) };
        session.Screen.Line($"{artifact.Id} is {ArtifactView.StateOf(after, history).Value}");
        session.Screen.Answer(
            new ImageDecisionAnswer(
                $"{artifact.Id}", after.State, [.. history.ChannelsOf(artifact.Id)], record.Pins, marked),
            AnswerJson.Readable.ImageDecisionAnswer);
        return 0;
    }
}
