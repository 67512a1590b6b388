namespace ImageForge.Engine.Access;

/// <summary>What is known of a token, without its secret.</summary>
/// <param name="Id">Public: the part of the token that names it.</param>
/// <param name="Name">What it is for, in its maker's words.</param>
/// <param name="MadeBy">The account that made it.</param>
/// <param name="RevokedAt">Null: it was not.</param>
/// <param name="UsedAt">When it was last taken, to the hour; null: never.</param>
public sealed record AccessToken(
    TokenId Id, string Name, Role Role, string MadeBy, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt, DateTimeOffset? UsedAt)
{
    /// <summary>Whether it opens anything now.</summary>
    public bool IsValidAt(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;

    /// <summary>When it ended, or will.</summary>
    public DateTimeOffset EndsAt => RevokedAt is { } revoked && revoked < ExpiresAt ? revoked : ExpiresAt;
}
