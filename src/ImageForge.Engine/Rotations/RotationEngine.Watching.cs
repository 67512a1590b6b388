using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Rotations;

public sealed partial class RotationEngine
{
    /// <summary>
    /// A look at a fleet for whoever watches; what a pass would record of it is only thought of. Null if passes need
    /// the target's interface for themselves now.
    /// </summary>
    /// <param name="fleet">Which one.</param>
    /// <param name="policy">Its own; null: it has no schedule that is right.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="ForgeException">The fleet cannot be seen, or its journal cannot be trusted.</exception>
    public async Task<(FleetSnapshot Snapshot, RotationHistory History)?> SeeAsync(
        FleetName fleet, RotationPolicy? policy, CancellationToken cancellationToken)
    {
        if (policy is not null)
        {
            return _pacer.UntilLook(policy.Desired) > TimeSpan.Zero
                ? null
                : await ObserveAsync(policy, cancellationToken);
        }

        var history = (await _journal.ReadAsync(fleet, cancellationToken)).History;
        try
        {
            return (await _call.RunAsync(token => _target.ObserveAsync(fleet, token), cancellationToken), history);
        }
        catch (TargetException exception)
        {
            throw Unseen(fleet, exception);
        }
    }
}
