using System.Runtime.CompilerServices;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Rotations;

// How rotations begin.
public sealed partial class RotationEngine
{
    /// <summary>Begins a rotation, or takes up the unfinished one to the same image.</summary>
    /// <exception cref="ForgeException">
    /// Another rotation is unfinished or another process is at work (Busy); the image cannot be launched, or the policy
    /// can never make progress (InvalidDefinition).
    /// </exception>
    public async Task<RotationId> StartAsync(
        RotationPolicy policy, ImageArtifact artifact, RotationAsk ask, CancellationToken cancellationToken)
    {
        await using var writer = await _leases.TakeAsync(policy.Fleet, cancellationToken);
        return await _beginning.BeginAsync(policy, artifact, ask, cancellationToken);
    }

    /// <inheritdoc cref="StartAsync(RotationPolicy, ImageArtifact, RotationAsk, CancellationToken)"/>
    public Task<RotationId> StartAsync(
        RotationPolicy policy, ImageArtifact artifact, string reason, CancellationToken cancellationToken) =>
        StartAsync(policy, artifact, new RotationAsk(reason), cancellationToken);

    /// <inheritdoc cref="RunAsync(RotationPolicy, ImageArtifact, RotationAsk, CancellationToken)"/>
    public IAsyncEnumerable<RotationPass> RunAsync(
        RotationPolicy policy, ImageArtifact artifact, string reason, CancellationToken cancellationToken) =>
        RunAsync(policy, artifact, new RotationAsk(reason), cancellationToken);

    /// <summary>Makes a fleet from nothing: a rotation whose every slot adds an instance.</summary>
    /// <exception cref="ForgeException">The fleet has instances already (Usage); else as for every run.
    /// </exception>
    public async IAsyncEnumerable<RotationPass> LaunchFleetAsync(
        RotationPolicy policy, ImageArtifact artifact, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (snapshot, history) = await ObserveAsync(policy, cancellationToken);
        var isOurs = history.IsUnderWay && history.Target == artifact.Id;
        if (!snapshot.Instances.IsEmpty && !isOurs)
        {
            throw new ForgeException(
                ForgeError.Usage, $"fleet {policy.Fleet} is there already, with {snapshot.Instances.Length} instances",
                $"run `imageforge rotate {policy.Fleet}` to move it onto another image, "
                    + $"or `imageforge fleet destroy {policy.Fleet}` first");
        }

        await foreach (var pass in RunAsync(policy, artifact, "launch of the fleet", cancellationToken))
        {
            yield return pass;
        }
    }
}
