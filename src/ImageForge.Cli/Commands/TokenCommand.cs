using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Engine;
using ImageForge.Engine.Access;
using ImageForge.Engine.Definitions;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge token create|list|revoke</c>: what opens the interface of <c>imageforge serve</c>.</summary>
internal static class TokenCommand
{
    private const string DefaultExpiry = "90d";

    private static readonly Option<string> RoleName = new Option<string>("--role")
    {
        Description = "viewer sees; operator builds, rotates, pauses; approver says yes; detector reports detections",
        HelpName = "viewer|operator|approver|detector",
        Required = true,
    }.AcceptOnlyFromAmong("viewer", "operator", "approver", "detector");

    private static readonly Option<string> Expires = new("--expires")
    {
        Description = $"How long it is good for, at most {AccessTokens.LifetimeMax.TotalDays:0}d",
        HelpName = "12h|90d",
        DefaultValueFactory = _ => DefaultExpiry,
    };

    private static readonly Option<string> Name = new("--name")
    {
        Description = "What it is for, as lists and the audit show it",
        HelpName = "text",
        DefaultValueFactory = _ => Environment.UserName,
    };

    private static readonly Argument<string> Id = new("id")
    {
        Description = "Its id, or the beginning of it, as `imageforge token list` shows it",
    };

    public static Command Create() => new(
        "token", "What opens the interface of `imageforge serve`: one role each, for a time, kept as hashes")
    {
        new Command("create", "Make a token and show it, this once") { RoleName, Expires, Name }.Doing(CreateAsync),
        new Command("list", "Every token, with its role and its end, without its secret").Doing(ListAsync),
        new Command("revoke", "End a token at once, and the sessions that were opened with it") { Id }
            .Doing(RevokeAsync),
    };

    private static async Task<int> CreateAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var expires = parsed.GetRequiredValue(Expires);
        var lifetime = DurationText.Parse(expires) ?? throw new ForgeException(
            ForgeError.Usage, $"--expires: '{expires}' is no duration", "write a number and s, m, h or d: 90d");
        using var rooms = session.Rooms();
        var issued = await rooms.Tokens.CreateAsync(
            parsed.GetRequiredValue(Name), Enum.Parse<Role>(parsed.GetRequiredValue(RoleName), ignoreCase: true),
            lifetime, Actor.Account(), cancellationToken);
        var token = issued.Token;
        session.Screen.Line(issued.Text);
        session.Screen.Line();
        session.Screen.Line(
            $"  {Word(token.Role)} '{token.Name}', good until {token.ExpiresAt:yyyy-MM-dd HH:mm}Z; "
            + "it is shown only now and kept nowhere");
        session.Screen.Line($"  to end it:  imageforge token revoke {token.Id}");
        session.Screen.Answer(
            new TokenCreatedAnswer(TokenAnswer.Of(token, DateTimeOffset.UtcNow), issued.Text),
            AnswerJson.Readable.TokenCreatedAnswer);
        return 0;
    }

    private static async Task<int> ListAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        Show(session, await rooms.Tokens.ListAsync(cancellationToken));
        return 0;
    }

    private static async Task<int> RevokeAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        Show(
            session,
            [await rooms.Tokens.RevokeAsync(parsed.GetRequiredValue(Id), Actor.Account(), cancellationToken)]);
        return 0;
    }

    private static void Show(Session session, IReadOnlyList<AccessToken> tokens)
    {
        var now = DateTimeOffset.UtcNow;
        var sheet = new Sheet("token", "name", "role", "", "made", "by", "last used");
        foreach (var token in tokens)
        {
            sheet.Add(
                $"{token.Id}", token.Name, Word(token.Role), StateOf(token, now), Ago.Text(token.MadeAt), token.MadeBy,
                token.UsedAt is { } used ? Ago.Text(used) : "never");
        }

        session.Screen.ShowOr(sheet, "there is no token yet: `imageforge token create --role viewer` makes one");
        session.Screen.Answer(
            new TokenListAnswer([.. tokens.Select(token => TokenAnswer.Of(token, now))]),
            AnswerJson.Readable.TokenListAnswer);
    }

    private static Cell StateOf(AccessToken token, DateTimeOffset now) => token switch
    {
        { RevokedAt: { } revoked } => new Cell($"revoked {Ago.Text(revoked)}", Tone.Bad),
        _ when token.IsValidAt(now) => new Cell($"good for {Ago.Span(token.ExpiresAt - now)}", Tone.Good),
        _ => new Cell($"expired {Ago.Text(token.ExpiresAt)}", Tone.Faint),
    };

    private static string Word(Role role) => $"{role}".ToLowerInvariant();
}
