using System.Collections.Concurrent;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Images;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// Tells of age that no bell will do anything about: instances that are due while nothing rotates their fleet, and
/// images that are themselves too old to move anybody onto. Decides nothing.
/// </summary>
public sealed class AgeWatch(
    RotationEngine engine, IFleetTarget target, ImageCatalog images, TimeProvider time, ILogger<AgeWatch> logger)
{
    // Told once, until it is something else: what nobody does anything about must not fill the log.
    private readonly ConcurrentDictionary<FleetName, string> _told = new();

    /// <summary>Looks at the fleets that run.</summary>
    /// <param name="policies">Every schedule in force.</param>
    /// <param name="cancellationToken">Ends it between two fleets.</param>
    /// <exception cref="TargetException">Fleets cannot be listed.</exception>
    public async Task LookAsync(IEnumerable<RotationPolicy> policies, CancellationToken cancellationToken)
    {
        var running = await target.ListFleetsAsync(cancellationToken);
        foreach (var policy in policies.Where(policy => running.Contains(policy.Fleet)))
        {
            try
            {
                Tell(policy.Fleet, await FaultOfAsync(policy, cancellationToken));
            }
            catch (ForgeException exception)
            {
                Tell(policy.Fleet, $"its age is not known: {exception.Message}");
            }
        }
    }

    private async Task<string?> FaultOfAsync(RotationPolicy policy, CancellationToken cancellationToken)
    {
        var artifact = await images.FindAsync(
            ImageCatalog.ReferenceOf(policy.Image, policy.Channel), cancellationToken);
        var (need, snapshot) = await engine.AssessAsync(policy, artifact, cancellationToken);
        if (policy.Rotate is null && need.Overdue > 0)
        {
            return $"{need.Overdue} of {snapshot.Instances.Length} instances are over maxAge, and its schedule has no "
                + $"rotate: `imageforge rotate {policy.Fleet}` replaces them";
        }

        return time.GetUtcNow() - artifact.BuiltAt > policy.MaxImageAge
            ? $"{artifact.Id}, which it should run, is over maxImageAge: `imageforge build {policy.Image}`, or "
                + "rebuild: in its file"
            : null;
    }

    private void Tell(FleetName fleet, string? fault)
    {
        if (fault is null)
        {
            _told.TryRemove(fleet, out _);
        }
        else if (_told.GetValueOrDefault(fleet) != fault)
        {
            _told[fleet] = fault;
            RoundsLog.TooOld(logger, fleet, fault);
        }
    }
}
