using ImageForge.Core.Journal;
using ImageForge.Engine.Access;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Store;
using ImageForge.Engine.Tests.Builds;
using ImageForge.Engine.Tests.Store;
using Microsoft.Extensions.Time.Testing;

namespace ImageForge.Engine.Tests.Access;

/// <summary>Whatever database they lie in.</summary>
public abstract class AccessTokensContract : IDisposable
{
    private static readonly Actor Maker = new(ActorKind.Account, "ada", "ada", null, "its command line");
    private readonly TemporaryState _state = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
    private readonly InstallationKey _key;
    private readonly StoredJournal _journal;
    private readonly AccessTokens _tokens;

    protected AccessTokensContract(PostgresFixture? postgres)
    {
        postgres?.Settle(_state.State);
        var database = new ForgeDatabase(_state.State);
        _key = new InstallationKey(_state.State);
        _journal = new StoredJournal(database, _key, _time);
        _tokens = new AccessTokens(
            new StoredAccessTokens(database), new AuditJournal(_journal, _time), _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _key.Dispose();
        _state.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_token_is_good_until_its_end_for_its_role_and_nothing_else_is()
    {
        var issued = await CreateAsync(Role.Approver, TimeSpan.FromDays(90));
        Assert.Equal(TokenText.Length, issued.Text.Length);
        Assert.StartsWith($"imf_{issued.Token.Id}_", issued.Text, StringComparison.Ordinal);
        var taken = await _tokens.AuthenticateAsync(issued.Text, Cancellation);
        Assert.Equal(issued.Token, taken);
        Assert.Equal(Role.Approver, taken!.Role);

        // A slip of the pen, in each place, and what is no token at all.
        for (var place = 0; place < issued.Text.Length; place++)
        {
            var slip = issued.Text[..place] + (issued.Text[place] == 'a' ? 'b' : 'a') + issued.Text[(place + 1)..];
            Assert.Null(await _tokens.AuthenticateAsync(slip, Cancellation));
        }

        string[] others = ["", "imf_", issued.Text + "0", issued.Text + "\n", issued.Text.ToUpperInvariant()];
        foreach (var wrong in others)
        {
            Assert.Null(await _tokens.AuthenticateAsync(wrong, Cancellation));
        }

        _time.Advance(TimeSpan.FromDays(90) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await _tokens.AuthenticateAsync(issued.Text, Cancellation));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await _tokens.AuthenticateAsync(issued.Text, Cancellation));
        Assert.Null(await _tokens.FindValidAsync(issued.Token.Id, Cancellation));
    }

    [Fact]
    public async Task The_right_secret_of_another_token_is_wrong()
    {
        var (first, second) = (await CreateAsync(Role.Viewer), await CreateAsync(Role.Operator));
        var store = new StoredAccessTokens(new ForgeDatabase(_state.State));
        Assert.NotEqual(
            (await store.FindAsync(first.Token.Id, Cancellation))!.Value.SecretHash,
            (await store.FindAsync(second.Token.Id, Cancellation))!.Value.SecretHash);

        // The id of one, the secret of the other, and a checksum that fits both.
        await store.RemoveAsync(first.Token.Id, Cancellation);
        var (_, hash) = (await store.FindAsync(second.Token.Id, Cancellation))!.Value;
        await store.AddAsync(first.Token, hash, Cancellation);
        Assert.Null(await _tokens.AuthenticateAsync(first.Text, Cancellation));
        Assert.NotNull(await _tokens.AuthenticateAsync(second.Text, Cancellation));
    }

    [Fact]
    public async Task Revoking_ends_it_at_once_and_twice_changes_nothing()
    {
        var (issued, other) = (await CreateAsync(Role.Viewer), await CreateAsync(Role.Viewer));
        var revoked = await _tokens.RevokeAsync(issued.Token.Id.Value[..8], Maker, Cancellation);
        Assert.Equal(_time.GetUtcNow(), revoked.RevokedAt);
        Assert.Null(await _tokens.AuthenticateAsync(issued.Text, Cancellation));
        Assert.Null(await _tokens.FindValidAsync(issued.Token.Id, Cancellation));
        Assert.NotNull(await _tokens.AuthenticateAsync(other.Text, Cancellation));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(revoked, await _tokens.RevokeAsync(issued.Token.Id.Value, Maker, Cancellation));
        Assert.Equal(6, (await AuditAsync()).Count);
    }

    [Theory]
    [InlineData("", "no token has that id", ForgeError.NotFound)]
    [InlineData("zz", "no token has that id", ForgeError.NotFound)]
    public async Task What_is_not_there_is_not_revoked(string start, string expected, ForgeError error)
    {
        await CreateAsync(Role.Viewer);
        var refusal = await Assert.ThrowsAsync<ForgeException>(
            () => _tokens.RevokeAsync(start, Maker, Cancellation));
        Assert.Equal((error, expected), (refusal.Error, refusal.Message));
    }

    [Theory]
    [InlineData("", Role.Viewer, 1, "not the name of a token")]
    [InlineData("a\nb", Role.Viewer, 1, "not the name of a token")]
    [InlineData("a", Role.Instance, 1, "when they enrol")]
    [InlineData("a", Role.Viewer, 0, "cannot live for 0 days")]
    [InlineData("a", Role.Viewer, 367, "cannot live for 367 days")]
    public async Task A_wish_that_is_none_is_told(string name, Role role, int days, string expected)
    {
        var refusal = await Assert.ThrowsAsync<ForgeException>(
            () => _tokens.CreateAsync(name, role, TimeSpan.FromDays(days), Maker, Cancellation));
        Assert.Equal(ForgeError.Usage, refusal.Error);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(refusal.WayOut);
        Assert.Empty(await AuditAsync());
    }

    [Fact]
    public async Task What_ended_is_listed_for_90_days_and_then_forgotten()
    {
        var expires = await CreateAsync(Role.Viewer, TimeSpan.FromDays(10));
        var revoked = await CreateAsync(Role.Viewer, TimeSpan.FromDays(300));
        var stays = await CreateAsync(Role.Viewer, TimeSpan.FromDays(300));
        await _tokens.RevokeAsync(revoked.Token.Id.Value, Maker, Cancellation);
        _time.Advance(TimeSpan.FromDays(90) + TimeSpan.FromSeconds(1));
        Assert.Equal(revoked.Token.Id, Assert.Single(await _tokens.RemoveEndedAsync(Cancellation)).Id);
        _time.Advance(TimeSpan.FromDays(10));
        Assert.Equal(expires.Token.Id, Assert.Single(await _tokens.ListEndedAsync(Cancellation)).Id);
        Assert.Equal(expires.Token.Id, Assert.Single(await _tokens.RemoveEndedAsync(Cancellation)).Id);
        Assert.Equal(stays.Token.Id, Assert.Single(await _tokens.ListAsync(Cancellation)).Id);
    }

    [Fact]
    public async Task When_it_was_used_is_known_to_the_hour()
    {
        var issued = await CreateAsync(Role.Viewer);
        var first = _time.GetUtcNow();
        await _tokens.AuthenticateAsync(issued.Text, Cancellation);
        _time.Advance(TimeSpan.FromMinutes(50));
        await _tokens.AuthenticateAsync(issued.Text, Cancellation);
        Assert.Equal(first, Assert.Single(await _tokens.ListAsync(Cancellation)).UsedAt);
        _time.Advance(TimeSpan.FromMinutes(11));
        await _tokens.AuthenticateAsync(issued.Text, Cancellation);
        Assert.Equal(first + TimeSpan.FromMinutes(61), Assert.Single(await _tokens.ListAsync(Cancellation)).UsedAt);
    }

    [Fact]
    public async Task Making_and_ending_are_audited_before_and_after_and_hold_no_secret()
    {
        var issued = await CreateAsync(Role.Operator);
        await _tokens.RevokeAsync(issued.Token.Id.Value, Maker, Cancellation);
        var entries = await AuditAsync();
        Assert.Equal(
            [JournalPhase.Began, JournalPhase.Done, JournalPhase.Began, JournalPhase.Done],
            entries.Select(entry => entry.Phase));
        Assert.Equal(["createToken", "createToken", "revokeToken", "revokeToken"], entries.Select(e => e.Subject));
        Assert.Equal(
            $$"""
            {"event":"began","actor":{"kind":"Account","id":"ada","name":"ada","from":"its command line"},
            """ + $$"""
            "action":"createToken","subject":"{{issued.Token.Id}} Operator 'deploys' until 2027-02-28 12:00Z"}
            """,
            entries[0].Data);
        Assert.Equal("""{"event":"ended","outcome":"done"}""", entries[1].Data);
        Assert.Equal(entries[0].Run, entries[1].Run);
        Assert.NotEqual(entries[0].Run, entries[2].Run);
        Assert.Empty(await _journal.VerifyAsync(Cancellation));

        var secret = issued.Text[17..81];
        Assert.DoesNotContain(secret, $"{issued}{issued.Token}", StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(_state.State.Root, "forge.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(secret, await reader.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_done_and_what_fails_is_recorded_as_failed()
    {
        var audit = new AuditJournal(_journal, _time);
        await Assert.ThrowsAsync<InvalidDataException>(() => audit.RecordAsync(
            Maker, "turn", "something", () => throw new InvalidDataException("no"), Cancellation));
        Assert.Equal([JournalPhase.Began, JournalPhase.Failed], (await AuditAsync()).Select(entry => entry.Phase));

        var isDone = false;
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => audit.RecordAsync(
            Maker, "turn", "something", () => Task.FromResult(isDone = true), cancelled.Token));
        Assert.False(isDone);
    }

    [Fact]
    public async Task A_long_subject_is_cut()
    {
        await new AuditJournal(_journal, _time).BeginAsync(Maker, "turn", new string('x', 5000), Cancellation);
        Assert.InRange(Assert.Single(await AuditAsync()).Data.Length, 200, 500);
    }

    private Task<IssuedToken> CreateAsync(Role role, TimeSpan? lifetime = null) => _tokens.CreateAsync(
        "deploys", role, lifetime ?? TimeSpan.FromDays(90), Maker, Cancellation);

    private async Task<IReadOnlyList<JournalEntry>> AuditAsync() =>
        await _journal.ReadAsync(AuditJournal.Chain, 0, Cancellation).ToListAsync(Cancellation);
}
