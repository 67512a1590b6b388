using ImageForge.Engine.Access;

namespace ImageForge.Cli.Output;

/// <summary>One token, without its secret.</summary>
/// <param name="IsValid">Whether it opens anything now.</param>
/// <param name="UsedAt">When it was last taken, to the hour; null: never.</param>
internal sealed record TokenAnswer(
    string Id, string Name, Role Role, bool IsValid, string MadeBy, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt, DateTimeOffset? UsedAt)
{
    public static TokenAnswer Of(AccessToken token, DateTimeOffset now) => new(
        token.Id.Value, token.Name, token.Role, token.IsValidAt(now), token.MadeBy, token.MadeAt, token.ExpiresAt,
        token.RevokedAt, token.UsedAt);
}
