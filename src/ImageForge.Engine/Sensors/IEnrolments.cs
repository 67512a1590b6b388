using ImageForge.Core.Fleets;

namespace ImageForge.Engine.Sensors;

/// <summary>
/// One-time tokens and what instances make of them. The instance chooses its heartbeat secret itself and sends it with
/// the token; the same pair again is accepted, so a lost answer costs nothing, and the same token with another secret
/// is not.
/// </summary>
public interface IEnrolments
{
    /// <summary>
    /// Issues a token for an instance; only its hash is stored. Replaces an earlier token, and the secret made of it.
    /// </summary>
    Task<string> IssueAsync(InstanceId instance, CancellationToken cancellationToken);

    /// <summary>
    /// False if the token is unknown, expired, another instance's, or already used with another secret.
    /// </summary>
    Task<bool> ExchangeAsync(InstanceId instance, string token, string secret, CancellationToken cancellationToken);

    /// <summary>Whether the secret is the one the instance enrolled with.</summary>
    Task<bool> AuthenticateAsync(InstanceId instance, string secret, CancellationToken cancellationToken);

    /// <summary>
    /// The instance that enrolled with this secret; null if none did, or several: then it tells nobody apart.
    /// </summary>
    Task<InstanceId?> FindAsync(string secret, CancellationToken cancellationToken);

    /// <summary>Forgets an instance that is gone.</summary>
    Task ForgetAsync(InstanceId instance, CancellationToken cancellationToken);
}
