using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Rotations;

public sealed partial class RotationEngine
{
    /// <summary>Begins a rotation, or takes up the unfinished one to the same image.</summary>
    /// <exception cref="ForgeException">
    /// Another rotation is unfinished or another process is at work (Busy); the image cannot be launched, or the policy
    /// can never make progress (InvalidDefinition).
    /// </exception>
    public Task<RotationId> StartAsync(
        RotationPolicy policy, ImageArtifact artifact, string reason, CancellationToken cancellationToken) =>
        StartAsync(policy, artifact, new RotationAsk(reason), cancellationToken);

    /// <inheritdoc cref="StartAsync(RotationPolicy, ImageArtifact, string, CancellationToken)"/>
    public async Task<RotationId> StartAsync(
        RotationPolicy policy, ImageArtifact artifact, RotationAsk ask, CancellationToken cancellationToken)
    {
        await using var writer = await _leases.TakeAsync(policy.Fleet, cancellationToken);
        return await _beginning.BeginAsync(policy, artifact, ask, cancellationToken);
    }

    /// <summary>
    /// Begins the way back from the last rotation, or from the one under way. It goes on wherever passes are made.
    /// </summary>
    /// <exception cref="ForgeException">There is nothing to go back to, or it is too late (Usage, NotFound); another
    /// process is at work (Busy).</exception>
    public async Task<RotationId> StartRollBackAsync(
        RotationPolicy policy, RotationAsk ask, CancellationToken cancellationToken)
    {
        await using var writer = await _leases.TakeAsync(policy.Fleet, cancellationToken);
        return await _beginning.BeginRollbackAsync(policy, ask, cancellationToken);
    }
}
