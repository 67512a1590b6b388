using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations;

/// <summary>
/// Which instance runs which image, by the journal of a fleet alone: a fold over all of its events, those of rotations
/// long past too.
/// </summary>
public sealed record FleetRoster
{
    public static readonly FleetRoster Empty = new();

    private FleetRoster() { }

    /// <summary>What each instance that is there runs, and since when.</summary>
    public ImmutableDictionary<InstanceId, (ArtifactId Image, DateTimeOffset Since)> Instances { get; private init; } =
        ImmutableDictionary<InstanceId, (ArtifactId, DateTimeOffset)>.Empty;

    /// <summary>When the last instance went that ran a version; a version that none ran has none.</summary>
    public ImmutableDictionary<ArtifactId, DateTimeOffset> LastLeft { get; private init; } =
        ImmutableDictionary<ArtifactId, DateTimeOffset>.Empty;

    // Called for, and not yet known to be there.
    private ImmutableDictionary<InstanceId, ArtifactId> Coming { get; init; } =
        ImmutableDictionary<InstanceId, ArtifactId>.Empty;

    public static FleetRoster Fold(IEnumerable<(RotationEvent Event, DateTimeOffset At)> events) =>
        events.Aggregate(Empty, (roster, entry) => roster.Apply(entry.Event, entry.At));

    public FleetRoster Apply(RotationEvent news, DateTimeOffset at) => news switch
    {
        RotationEvent.LaunchBegan began => this with { Coming = Coming.SetItem(began.Instance, began.Image) },
        RotationEvent.CommandDone { Command: CommandKind.Launch or CommandKind.Reimage } done
            when Coming.TryGetValue(done.Instance, out var image) =>
            Runs(done.Instance, image, at) with { Coming = Coming.Remove(done.Instance) },
        RotationEvent.CommandDone { Command: CommandKind.Terminate } done => Without(done.Instance, at),
        RotationEvent.InstanceLost lost => Without(lost.Instance, at),
        RotationEvent.Sighted sighted => Runs(sighted.Instance, sighted.Image, at),
        _ => this,
    };

    private FleetRoster Runs(InstanceId instance, ArtifactId image, DateTimeOffset at)
    {
        var before = Without(instance, at);
        return before with { Instances = before.Instances.SetItem(instance, (image, at)) };
    }

    private FleetRoster Without(InstanceId instance, DateTimeOffset at) =>
        Instances.TryGetValue(instance, out var known)
            ? this with
            {
                Instances = Instances.Remove(instance),
                LastLeft = LastLeft.SetItem(known.Image, at),
                Coming = Coming.Remove(instance),
            }
            : this with { Coming = Coming.Remove(instance) };
}
