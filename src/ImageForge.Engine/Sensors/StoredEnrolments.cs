using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Sensors;

/// <summary>
/// Enrolments in the database, as SHA-256 of token and secret only: both are 32 random bytes, so a fast hash loses
/// nothing.
/// </summary>
public sealed class StoredEnrolments(ForgeDatabase database, TimeProvider time) : IEnrolments
{
    private const int TokenBytes = 32;

    /// <summary>How long an unused token lives: the slowest boot on starved cores, several times over.</summary>
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(30);

    public async Task<string> IssueAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        await using var connection = await database.OpenAsync(cancellationToken);

        // An enrolled instance that gets a new token starts afresh: its old secret ends with its old disk.
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO enrolments (token_hash, instance, expires, secret_hash)
            VALUES (@hash, @instance, @expires, NULL)
            ON CONFLICT (instance) DO UPDATE SET token_hash = @hash, expires = @expires, secret_hash = NULL
            """,
            new
            {
                hash = Hash(token),
                instance = instance.Value,
                expires = Now() + (long)TokenLifetime.TotalMilliseconds,
            },
            cancellationToken: cancellationToken));
        return token;
    }

    public async Task<bool> ExchangeAsync(
        InstanceId instance, string token, string secret, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await ReadAsync(connection, instance, cancellationToken);
        if (row is null || !AreEqual(row.TokenHash, Hash(token)))
        {
            return false;
        }

        var secretHash = Hash(secret);
        if (row.SecretHash is not null)
        {
            return AreEqual(row.SecretHash, secretHash);
        }

        // Only the first of two at once finds the secret unset.
        var enrolled = await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE enrolments SET secret_hash = @secretHash
            WHERE instance = @instance AND token_hash = @tokenHash AND secret_hash IS NULL AND expires > @now
            """,
            new { secretHash, instance = instance.Value, tokenHash = row.TokenHash, now = Now() },
            cancellationToken: cancellationToken));
        return enrolled == 1
            || (await ReadAsync(connection, instance, cancellationToken) is { SecretHash: { } winner }
                && AreEqual(winner, secretHash));
    }

    public async Task<bool> AuthenticateAsync(InstanceId instance, string secret, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await ReadAsync(connection, instance, cancellationToken);
        return row?.SecretHash is { } stored && AreEqual(stored, Hash(secret));
    }

    // By the hash of the secret, whose beginning no guess can steer: how long the look takes tells nothing.
    public async Task<InstanceId?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var names = await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT instance FROM enrolments WHERE secret_hash = @hash LIMIT 2", new { hash = Hash(secret) },
            cancellationToken: cancellationToken));
        return names.AsList() is [var only] ? new InstanceId(only) : null;
    }

    public async Task ForgetAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM enrolments WHERE instance = @instance",
            new { instance = instance.Value }, cancellationToken: cancellationToken));
    }

    private static async Task<Row?> ReadAsync(
        System.Data.IDbConnection connection, InstanceId instance, CancellationToken cancellationToken) =>
        await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "SELECT token_hash AS TokenHash, secret_hash AS SecretHash FROM enrolments WHERE instance = @instance",
            new { instance = instance.Value }, cancellationToken: cancellationToken));

    private static string Hash(string text) => Digest.OfText(text).Hex;

    // Constant time, so that an answer's delay does not tell how much of a guess was right.
    private static bool AreEqual(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right));

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Row
    {
        public required string TokenHash { get; init; }
        public string? SecretHash { get; init; }
    }
}
