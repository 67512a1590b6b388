using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;

namespace ImageForge.Targets.Simulated;

/// <summary>
/// Every idempotency token that was ever accepted, as EC2 keeps them: the same token with the same parameters is the
/// same act, done already, and names a dead instance for ever; with other parameters it is refused.
/// </summary>
internal sealed class LaunchLedger
{
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<(InstanceId, int Slot, int Attempt, ArtifactId), RotationCommand.Launch> _attempts = [];

    /// <summary>True if the act was done already.</summary>
    /// <exception cref="TargetException">The token belongs to another act.</exception>
    public bool IsDone(string token, string act)
    {
        if (!_tokens.TryGetValue(token, out var known))
        {
            return false;
        }

        return known == act
            ? true
            : throw new TargetException($"token {token} was used for '{known}' and now comes with '{act}'");
    }

    public void Accept(string token, string act) => _tokens.Add(token, act);

    /// <summary>An earlier launch of the same attempt in place of the same instance; null if there is none.</summary>
    public RotationCommand.Launch? Twin(RotationCommand.Launch launch)
    {
        // Slots and attempts are counted anew by each rotation; what is replaced is replaced once.
        if (launch.Replaces is not { } replaced)
        {
            return null;
        }

        var key = (replaced, launch.Slot, launch.Attempt, launch.Image);
        var twin = _attempts.GetValueOrDefault(key);
        _attempts[key] = launch;
        return twin;
    }
}
