using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Quickstart;

/// <summary>
/// The fleet that a quickstart starts and answers for: it removes what it started, and never another's.
/// </summary>
internal sealed class QuickstartFleet(
    RotationEngine rotations, IFleetTarget target, RotationPolicy policy, TimeProvider time)
{
    // Terminating is a matter of seconds an instance; past this, saying what is left beats waiting.
    private static readonly TimeSpan RemovalTimeMax = TimeSpan.FromMinutes(5);

    /// <summary>True from the moment on at which something of the fleet may be ours to remove.</summary>
    public bool IsOurs { get; private set; }

    /// <exception cref="ForgeException">The fleet is there already: somebody else's, or left by a killed
    /// quickstart.</exception>
    public async Task RefuseForeignAsync(CancellationToken cancellationToken)
    {
        if ((await target.ListFleetsAsync(cancellationToken)).Contains(policy.Fleet))
        {
            throw new ForgeException(
                ForgeError.Busy,
                $"fleet {policy.Fleet} is there already; the quickstart starts its own and removes it again",
                $"`imageforge fleet destroy {policy.Fleet}` if you do not need it, or --state with another folder");
        }
    }

    public async Task LaunchAsync(
        ImageArtifact artifact, IProgress<QuickstartEvent> progress, CancellationToken cancellationToken)
    {
        IsOurs = true;
        var passes = 0;
        try
        {
            await foreach (var pass in rotations.LaunchFleetAsync(policy, artifact, cancellationToken))
            {
                passes++;
                progress.Report(new QuickstartEvent.Passed(pass));
                if (pass.End is not (null or PassEnd.Complete))
                {
                    throw new ForgeException(
                        ForgeError.RotationHeld, $"fleet {policy.Fleet} did not come up: {pass.EndReason}",
                        "`imageforge fleet launch` does the same and leaves the instances there to look at");
                }
            }
        }
        catch (ForgeException exception) when (passes == 0 && exception.Error is ForgeError.Busy or ForgeError.Usage)
        {
            // Somebody else's fleet came into being since we looked.
            IsOurs = false;
            throw;
        }
    }

    /// <summary>
    /// Removes the fleet. On a deadline of its own: the caller's token may be the reason why we clean up.
    /// </summary>
    public async Task<int> RemoveAsync()
    {
        using var deadline = new CancellationTokenSource(RemovalTimeMax, time);
        var terminated = await rotations.DestroyAsync(policy.Fleet, deadline.Token);
        IsOurs = false;
        return terminated;
    }
}
