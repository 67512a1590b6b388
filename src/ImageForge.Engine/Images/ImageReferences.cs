using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Resilience;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Images;

/// <summary>
/// Looks at everything that may refer to a built version. What cannot be looked at now is an error, never nothing.
/// </summary>
/// <param name="disks">Instances' disks by the instance's name, those that no fleet knows too.</param>
/// <param name="copies">Kept copies of disks by their path.</param>
public sealed class ImageReferences(
    StateDirectory state, IFleetTarget target, IJournal journal, ImageJournal images, DefinitionReader definitions,
    Func<IEnumerable<(string Instance, ArtifactId Image)>> disks,
    Func<IEnumerable<(string Copy, ArtifactId Image)>> copies, TimeProvider time)
{
    private readonly RotationJournal _rotations = new(journal);
    private readonly TargetCall _looks = new(time);

    /// <summary>Everything that refers to a version; empty is the proof that nothing does.</summary>
    /// <exception cref="ForgeException">A fleet cannot be seen (External), a journal cannot be trusted (Integrity), or
    /// a definition is wrong (InvalidDefinition): then nothing is proven.</exception>
    public async Task<IReadOnlyList<ImageReference>> OfAsync(ArtifactId image, CancellationToken cancellationToken) =>
        ReferenceProof.Of(
            image, await images.ReadAsync(image.Image, cancellationToken), await LookAsync(cancellationToken));

    /// <summary>One look at all of it.</summary>
    /// <inheritdoc cref="OfAsync"/>
    public async Task<ReferenceEvidence> LookAsync(CancellationToken cancellationToken)
    {
        // Journals before instances: a rotation that begins in between shows by its instances, one that ends by both.
        var rotations = await RotationsAsync(cancellationToken);
        var fleets = await FleetsAsync(cancellationToken);
        var (schedules, children) = definitions.ReadUses();
        return new ReferenceEvidence
        {
            At = time.GetUtcNow(),
            Fleets = fleets,
            Disks = [.. disks()],
            Copies = [.. copies()],
            Rotations = rotations,
            Schedules = schedules,
            Children = children,
            AtWork = [.. BuildPlace.AtWork(state)],
        };
    }

    private async Task<ImmutableArray<FleetSnapshot>> FleetsAsync(CancellationToken cancellationToken)
    {
        var snapshots = ImmutableArray.CreateBuilder<FleetSnapshot>();
        try
        {
            foreach (var fleet in await target.ListFleetsAsync(cancellationToken))
            {
                snapshots.Add(await _looks.RunAsync(
                    token => target.ObserveAsync(fleet, token), cancellationToken));
            }
        }
        catch (TargetException exception)
        {
            throw new ForgeException(
                ForgeError.External, $"what instances run on cannot be seen: {exception.Message}",
                "nothing is deleted without a look at every fleet; see `imageforge doctor`", exception);
        }

        return snapshots.ToImmutable();
    }

    // Of a fleet that is gone only what is under way counts: nobody goes back in it.
    private async Task<ImmutableArray<(FleetName, RotationHistory)>> RotationsAsync(
        CancellationToken cancellationToken)
    {
        var there = (await target.ListFleetsAsync(cancellationToken)).ToHashSet();
        var known = ImmutableArray.CreateBuilder<(FleetName, RotationHistory)>();
        foreach (var fleet in await RotationJournal.ListAsync(journal, cancellationToken))
        {
            var history = (await _rotations.ReadAsync(fleet, cancellationToken)).History;
            if (there.Contains(fleet) || history.IsUnderWay)
            {
                known.Add((fleet, history));
            }
        }

        return known.ToImmutable();
    }
}
