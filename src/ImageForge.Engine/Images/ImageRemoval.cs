using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine.Definitions;

namespace ImageForge.Engine.Images;

/// <summary>
/// Takes a version away with the Pulumi resource that has it, once nothing else needs it. What is refused leaves
/// everything as it was.
/// </summary>
public sealed class ImageRemoval(
    ImageCatalog images, ImageLifecycle lifecycle, ImageReferences references, DefinitionReader definitions)
{
    /// <summary>Deprecates and removes it; does nothing if it is gone.</summary>
    /// <param name="version">Such as <c>web@0123456789ab</c>.</param>
    /// <param name="holder">Whose resource goes.</param>
    /// <param name="maker">Who decides.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <returns>What became of it, for people.</returns>
    /// <exception cref="ForgeException">Something still uses it (InUse): names what; others decide (Denied).
    /// </exception>
    public async Task<string> RunAsync(
        string version, string holder, DecisionMaker maker, CancellationToken cancellationToken)
    {
        var image = new ImageName(version.Split('@')[0]);
        if (await HoldersAsync(image, version, cancellationToken) is var holders
            && holders.FirstOrDefault(other => other != holder) is { } shared)
        {
            await UnpinAsync(image, version, holder, maker, cancellationToken);
            return $"{version} stays: {shared} has it too";
        }

        if (await FindAsync(version, cancellationToken) is not { } artifact)
        {
            await UnpinAsync(image, version, holder, maker, cancellationToken);
            return $"{version} is gone already";
        }

        await ProveAsync(artifact, holder, cancellationToken);
        var policy = definitions.ReadPolicies(image.Value).Promotion;
        if (artifact.State == ImageState.Released)
        {
            await lifecycle.DeprecateAsync(artifact, policy, maker, cancellationToken);
        }

        await UnpinAsync(image, version, holder, maker, cancellationToken);
        await lifecycle.DeleteAsync(artifact.Id, policy, maker, references.OfAsync, cancellationToken);
        var left = (await images.HistoryAsync(image, cancellationToken)).CurrentOf(ImageChannel.Stable);
        return left is null
            ? $"{artifact.Id} is deprecated and removed"
            : $"{artifact.Id} is deprecated and removed; {image} is {left} now, which its retention keeps";
    }

    private async Task<List<string>> HoldersAsync(
        ImageName image, string version, CancellationToken cancellationToken) =>
        [
            .. (await images.HistoryAsync(image, cancellationToken)).Artifacts
                .Where(known => $"{known.Key}" == version).SelectMany(known => known.Value.Pins)
                .Select(pin => pin.Holder)
                .Where(holder => holder.StartsWith(ImagePin.PulumiHolder, StringComparison.Ordinal)),
        ];

    private async Task UnpinAsync(
        ImageName image, string version, string holder, DecisionMaker maker, CancellationToken cancellationToken)
    {
        var pinned = (await images.HistoryAsync(image, cancellationToken)).Artifacts.FirstOrDefault(known =>
            $"{known.Key}" == version && known.Value.Pins.Any(pin => pin.Holder == holder));
        if (pinned.Value is not null)
        {
            await lifecycle.UnpinAsync(pinned.Key, holder, maker, cancellationToken);
        }
    }

    private async Task<ImageArtifact?> FindAsync(string version, CancellationToken cancellationToken)
    {
        try
        {
            var artifact = await images.FindInAnyStateAsync(version, cancellationToken);
            return artifact.State == ImageState.Deleted ? null : artifact;
        }
        catch (ForgeException exception) when (exception.Error == ForgeError.NotFound)
        {
            return null;
        }
    }

    // What names it only because it is released lets go of it when it is deprecated.
    private async Task ProveAsync(ImageArtifact artifact, string holder, CancellationToken cancellationToken)
    {
        var users = (await references.OfAsync(artifact.Id, cancellationToken))
            .Where(reference => reference.Holder != holder && reference.Kind is not (
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
