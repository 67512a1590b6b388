using System.Collections.Immutable;
using ImageForge.Core.Images.Overview;
using ImageForge.Engine.Images;

namespace ImageForge.Engine.Overview;

/// <summary>Every image with its versions, and where they run. Changes nothing.</summary>
public sealed class ImageOverviews(ImageCatalog catalog, FleetOverviews fleets)
{
    /// <summary>By name, each with its versions, the newest first.</summary>
    /// <exception cref="ForgeException">A manifest or a journal is damaged.</exception>
    public async Task<ImmutableArray<ImageOverview>> ListAsync(CancellationToken cancellationToken)
    {
        var running = (await fleets.ListAsync(cancellationToken))
            .SelectMany(fleet => fleet.Instances.CountBy(instance => instance.View.Image)
                .Select(count => (Image: count.Key, fleet.Fleet, Instances: count.Value)))
            .ToLookup(count => count.Image, count => (count.Fleet, count.Instances));
        var images = ImmutableArray.CreateBuilder<ImageOverview>();
        foreach (var versions in (await catalog.ListAsync(cancellationToken)).GroupBy(artifact => artifact.Id.Image)
            .OrderBy(group => group.Key.Value, StringComparer.Ordinal))
        {
            var history = await catalog.HistoryAsync(versions.Key, cancellationToken);
            images.Add(new ImageOverview(
                versions.Key,
                [.. versions.Select(artifact => new VersionOverview
                {
                    Artifact = artifact,
                    Record = history.Of(artifact.Id),
                    Channels = [.. history.ChannelsOf(artifact.Id)],
                    RunsIn = [.. running[artifact.Id]],
                })]));
        }

        return images.ToImmutable();
    }
}
