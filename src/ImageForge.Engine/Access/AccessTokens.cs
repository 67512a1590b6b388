using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ImageForge.Engine.Access;

/// <summary>
/// Makes, proves and ends tokens. Every making and ending is an audit entry that is there before the token is, so that
/// none exists of which nobody knows who made it.
/// </summary>
public sealed partial class AccessTokens(IAccessTokenStore store, AuditJournal audit, TimeProvider time)
{
    /// <summary>The longest life. Who needs a token for longer makes a new one in time.</summary>
    public static readonly TimeSpan LifetimeMax = TimeSpan.FromDays(366);

    public static readonly TimeSpan LifetimeMin = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long after its end a token is still listed; then <c>gc</c> forgets it. The audit keeps its name for ever.
    /// </summary>
    public static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(90);

    /// <summary>How many may be kept at once, those that ended lately with them.</summary>
    public const int KeptMax = 10_000;

    // To know that a token is still needed an hour is fine, and most requests then write nothing.
    private static readonly TimeSpan TouchEvery = TimeSpan.FromHours(1);

    /// <summary>Makes one.</summary>
    /// <param name="name">What it is for: 1 to 60 letters, digits, blanks and <c>. _ @ -</c>.</param>
    /// <param name="maker">Who makes it.</param>
    /// <returns>The only time that anybody sees the secret.</returns>
    /// <exception cref="ForgeException">
    /// Name, role or lifetime is none (Usage), or there are too many (Busy).
    /// </exception>
    public async Task<IssuedToken> CreateAsync(
        string name, Role role, TimeSpan lifetime, Actor maker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(maker);
        Require(name, role, lifetime);
        if ((await store.ListAsync(cancellationToken)).Count >= KeptMax)
        {
            throw new ForgeException(
                ForgeError.Busy, $"there are {KeptMax} tokens already",
                $"`imageforge gc` forgets those that ended {KeptAfterEnd.TotalDays:0} days ago");
        }

        var (id, text, secretHash) = TokenText.Make();
        var now = Whole(time.GetUtcNow());
        var token = new AccessToken(id, name, role, maker.Name, now, Whole(now + lifetime), null, null);
        await audit.RecordAsync(
            maker, "createToken", $"{id} {role} '{name}' until {token.ExpiresAt:yyyy-MM-dd HH:mm}Z",
            () => store.AddAsync(token, secretHash, cancellationToken), cancellationToken);
        return new IssuedToken(token, text);
    }

    /// <summary>Every token, newest first, those that ended too.</summary>
    public Task<IReadOnlyList<AccessToken>> ListAsync(CancellationToken cancellationToken) =>
        store.ListAsync(cancellationToken);

    /// <summary>Ends one at once, and the sessions that were opened with it. Ending it again changes nothing.</summary>
    /// <param name="start">Its id, or a beginning of it that fits one token.</param>
    /// <exception cref="ForgeException">There is none (NotFound), or several begin so (Usage).</exception>
    public async Task<AccessToken> RevokeAsync(string start, Actor by, CancellationToken cancellationToken)
    {
        var token = await SingleAsync(start, cancellationToken);
        if (token.RevokedAt is not null)
        {
            return token;
        }

        await audit.RecordAsync(
            by, "revokeToken", $"{token.Id} {token.Role} '{token.Name}'",
            () => store.RevokeAsync(token.Id, Whole(time.GetUtcNow()), cancellationToken), cancellationToken);
        return (await store.FindAsync(token.Id, cancellationToken))?.Token ?? token;
    }

    /// <summary>Whose token this is; null if it is nobody's, or has ended. It is not said which.</summary>
    public async Task<AccessToken?> AuthenticateAsync(string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!TokenText.TryParse(text, out var id, out var secretHash)
            || await store.FindAsync(id, cancellationToken) is not { } known

            // Constant time, so that an answer's delay does not tell how much of a guess was right.
            || !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(known.SecretHash), Encoding.ASCII.GetBytes(secretHash)))
        {
            return null;
        }

        return await TakeAsync(known.Token, cancellationToken);
    }

    /// <summary>A token that was proved before; null if it has ended since.</summary>
    public async Task<AccessToken?> FindValidAsync(TokenId id, CancellationToken cancellationToken) =>
        await store.FindAsync(id, cancellationToken) is { } known
            ? await TakeAsync(known.Token, cancellationToken)
            : null;

    /// <summary>What ended <see cref="KeptAfterEnd"/> ago and may be forgotten.</summary>
    public async Task<IReadOnlyList<AccessToken>> ListEndedAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - KeptAfterEnd;
        return [.. (await store.ListAsync(cancellationToken)).Where(token => token.EndsAt < before)];
    }

    /// <summary>Forgets it, and says what it was.</summary>
    public async Task<IReadOnlyList<AccessToken>> RemoveEndedAsync(CancellationToken cancellationToken)
    {
        var ended = await ListEndedAsync(cancellationToken);
        foreach (var token in ended)
        {
            await store.RemoveAsync(token.Id, cancellationToken);
        }

        return ended;
    }

    private async Task<AccessToken?> TakeAsync(AccessToken token, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (!token.IsValidAt(now))
        {
            return null;
        }

        if (token.UsedAt is null || now - token.UsedAt > TouchEvery)
        {
            await TryTouchAsync(token, now, cancellationToken);
        }

        return token;
    }

    // When it was last used is for people. Whoever looks what is wrong while the disk is full must get in without it.
    private async Task TryTouchAsync(AccessToken token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await store.TouchAsync(token.Id, now, cancellationToken);
        }
        catch (Exception exception) when (exception is ForgeException or DbException)
        {
            // The next request notes it.
        }
    }

    private async Task<AccessToken> SingleAsync(string start, CancellationToken cancellationToken)
    {
        var found = (await store.ListAsync(cancellationToken))
            .Where(token => start.Length > 0 && token.Id.Value.StartsWith(start, StringComparison.Ordinal)).ToList();
        return found switch
        {
            [var only] => only,
            [] => throw new ForgeException(
                ForgeError.NotFound, "no token has that id", "`imageforge token list` shows them"),
            _ => throw new ForgeException(
                ForgeError.Usage, $"{found.Count} tokens begin with '{start}'", "give more of the id"),
        };
    }

    private static void Require(string name, Role role, TimeSpan lifetime)
    {
        if (!Name().IsMatch(name))
        {
            throw new ForgeException(
                ForgeError.Usage, "that is not the name of a token",
                "1 to 60 letters, digits, blanks and . _ @ -, beginning with a letter or digit");
        }

        if (role == Role.Instance)
        {
            throw new ForgeException(
                ForgeError.Usage, "instances get their tokens when they enrol", "make one for a detector instead");
        }

        if (lifetime < LifetimeMin || lifetime > LifetimeMax)
        {
            throw new ForgeException(
                ForgeError.Usage, $"a token cannot live for {lifetime.TotalDays:0.##} days",
                $"a minute to {LifetimeMax.TotalDays:0} days: 12h, 90d");
        }
    }

    // Kept in milliseconds: what is made and what is read back are equal.
    private static DateTimeOffset Whole(DateTimeOffset at) =>
        DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9 ._@-]{0,59}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
