using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine;
using ImageForge.Engine.Images;
using ImageForge.Targets;

namespace ImageForge.Provider.Backends.Local;

/// <summary>Takes a version away with its resource, once nothing else needs it.</summary>
internal sealed class ImageRemoval(Rooms rooms, string by)
{
    /// <inheritdoc cref="IImages.RemoveAsync"/>
    public async Task<string> RunAsync(
        ImagePinWord pin, ImmutableArray<ImagePinWord> pins, Func<CancellationToken, Task> unpin,
        CancellationToken cancellationToken)
    {
        if (pins.FirstOrDefault(other => other.Version == pin.Version && other.Holder != pin.Holder) is { } shared)
        {
            await unpin(cancellationToken);
            return $"{pin.Version} stays: {shared.Holder} has it too";
        }

        if (await FindAsync(pin.Version, cancellationToken) is not { } artifact)
        {
            await unpin(cancellationToken);
            return $"{pin.Version} is gone already";
        }

        // Before anything is said: a destroy that is refused must leave everything as it was.
        await ProveAsync(artifact, pin, cancellationToken);
        var policy = rooms.Definitions.ReadPolicies(artifact.Id.Image.Value).Promotion;
        var maker = new DecisionMaker(by, "its resource was removed from the stack");
        if (artifact.State == ImageState.Released)
        {
            await rooms.Lifecycle.DeprecateAsync(artifact, policy, maker, cancellationToken);
        }

        await unpin(cancellationToken);
        await rooms.Lifecycle.DeleteAsync(
            artifact.Id, policy, maker, rooms.References.OfAsync, cancellationToken);
        var left = (await rooms.Images.HistoryAsync(artifact.Id.Image, cancellationToken))
            .CurrentOf(ImageChannel.Stable);
        return left is null
            ? $"{artifact.Id} is deprecated and removed"
            : $"{artifact.Id} is deprecated and removed; {artifact.Id.Image} is {left} now, which is kept by "
                + "its retention";
    }

    private async Task<ImageArtifact?> FindAsync(string version, CancellationToken cancellationToken)
    {
        try
        {
            var artifact = await rooms.Images.FindInAnyStateAsync(version, cancellationToken);
            return artifact.State == ImageState.Deleted ? null : artifact;
        }
        catch (ForgeException exception) when (exception.Error == ForgeError.NotFound)
        {
            return null;
        }
    }

    // What names it only because it is released lets go of it when it is deprecated.
    private async Task ProveAsync(ImageArtifact artifact, ImagePinWord pin, CancellationToken cancellationToken)
    {
        var users = (await rooms.References.OfAsync(artifact.Id, cancellationToken))
            .Where(reference => reference.Holder != pin.Holder && reference.Kind is not (
                ImageReferenceKind.Channel or ImageReferenceKind.Schedule or ImageReferenceKind.Child))
            .ToList();
        if (users.Count > 0)
        {
            const int NamedMax = 12;
            var named = string.Join("; ", users.Take(NamedMax).Select(user => $"{user.Kind} {user.Holder}"));
            throw new ForgeException(
                ForgeError.InUse, $"{artifact.Id} is still used, and stays: {named}"
                    + (users.Count > NamedMax ? $"; and {users.Count - NamedMax} more" : ""),
                users[0].WayOut);
        }
    }
}
