using System.Data.Common;
using Dapper;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Access;

/// <summary>Tokens in the database.</summary>
public sealed class StoredAccessTokens(ForgeDatabase database) : IAccessTokenStore
{
    private const string Columns =
        "id AS Id, name AS Name, role AS Role, secret_hash AS SecretHash, made_by AS MadeBy, made AS Made, "
        + "expires AS Expires, revoked AS Revoked, used AS Used";

    public Task AddAsync(AccessToken token, string secretHash, CancellationToken cancellationToken) => ExecuteAsync(
        """
        INSERT INTO tokens (id, name, role, secret_hash, made_by, made, expires, revoked, used)
        VALUES (@id, @name, @role, @secretHash, @madeBy, @made, @expires, NULL, NULL)
        """,
        new
        {
            id = token.Id.Value,
            name = token.Name,
            role = $"{token.Role}",
            secretHash,
            madeBy = token.MadeBy,
            made = token.MadeAt.ToUnixTimeMilliseconds(),
            expires = token.ExpiresAt.ToUnixTimeMilliseconds(),
        },
        cancellationToken);

    public async Task<(AccessToken Token, string SecretHash)?> FindAsync(
        TokenId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM tokens WHERE id = @id", new { id = id.Value },
            cancellationToken: cancellationToken));
        return row is null ? null : (row.ToToken(), row.SecretHash);
    }

    public async Task<IReadOnlyList<AccessToken>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM tokens ORDER BY made DESC, id", cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToToken())];
    }

    public Task RevokeAsync(TokenId id, DateTimeOffset at, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE tokens SET revoked = @at WHERE id = @id AND revoked IS NULL",
        new { id = id.Value, at = at.ToUnixTimeMilliseconds() }, cancellationToken);

    public Task TouchAsync(TokenId id, DateTimeOffset at, CancellationToken cancellationToken) => ExecuteAsync(
        "UPDATE tokens SET used = @at WHERE id = @id",
        new { id = id.Value, at = at.ToUnixTimeMilliseconds() }, cancellationToken);

    public Task RemoveAsync(TokenId id, CancellationToken cancellationToken) => ExecuteAsync(
        "DELETE FROM tokens WHERE id = @id", new { id = id.Value }, cancellationToken);

    private async Task ExecuteAsync(string sql, object values, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        try
        {
            await connection.ExecuteAsync(
                new CommandDefinition(sql, values, cancellationToken: cancellationToken));
        }
        catch (DbException exception)
        {
            throw database.Refusal("what is kept of tokens could not be changed", null, exception);
        }
    }

    private sealed class Row
    {
        public required string Id { get; init; }
        public required string Name { get; init; }
        public required string Role { get; init; }
        public required string SecretHash { get; init; }
        public required string MadeBy { get; init; }
        public required long Made { get; init; }
        public required long Expires { get; init; }
        public long? Revoked { get; init; }
        public long? Used { get; init; }

        public AccessToken ToToken() => new(
            new TokenId(Id), Name, Enum.Parse<Role>(Role), MadeBy, At(Made), At(Expires),
            Revoked is { } revoked ? At(revoked) : null, Used is { } used ? At(used) : null);

        private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
