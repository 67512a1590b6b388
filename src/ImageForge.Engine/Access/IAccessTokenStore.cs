namespace ImageForge.Engine.Access;

/// <summary>Keeps what is known of tokens, with the SHA-256 of each secret. Decides nothing.</summary>
public interface IAccessTokenStore
{
    /// <summary>Keeps a new one.</summary>
    Task AddAsync(AccessToken token, string secretHash, CancellationToken cancellationToken);

    /// <summary>Null if there is none of this id.</summary>
    Task<(AccessToken Token, string SecretHash)?> FindAsync(TokenId id, CancellationToken cancellationToken);

    /// <summary>Every one that is kept, newest first.</summary>
    Task<IReadOnlyList<AccessToken>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Ends one. What was revoked before keeps its time.</summary>
    Task RevokeAsync(TokenId id, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Notes that it was taken.</summary>
    Task TouchAsync(TokenId id, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Forgets one.</summary>
    Task RemoveAsync(TokenId id, CancellationToken cancellationToken);
}
