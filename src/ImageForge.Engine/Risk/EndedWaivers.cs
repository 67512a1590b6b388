using ImageForge.Core.Images;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Images;

namespace ImageForge.Engine.Risk;

/// <summary>
/// Asks gates again of what a channel names and was admitted under a waiver that is over: it passes without, or under a
/// waiver of today, or it is refused and the channel goes back to the version before.
/// </summary>
public sealed class EndedWaivers(
    ImageCatalog catalog, ArtifactStore artifacts, DefinitionReader definitions, BuildEngine builds,
    TimeProvider time)
{
    /// <summary>What has to be asked again now.</summary>
    public async Task<IReadOnlyList<ImageArtifact>> ListAsync(CancellationToken cancellationToken)
    {
        var all = await catalog.ListAsync(cancellationToken);
        var due = new List<ImageArtifact>();
        foreach (var artifact in all.Where(artifact => artifact.IsWaiverOver(time.GetUtcNow())))
        {
            var history = await catalog.HistoryAsync(artifact.Id.Image, cancellationToken);
            if (history.ChannelsOf(artifact.Id).Any())
            {
                due.Add(artifact);
            }
        }

        return due;
    }

    /// <summary>Asks every gate of one version, as its build did.</summary>
    /// <exception cref="ForgeException">It cannot be made of what is here any more (InvalidDefinition): its definition
    /// or the tools of this machine changed; or a step failed.</exception>
    public async Task<ImageArtifact> GateAsync(
        ImageArtifact artifact, IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        var image = artifact.Id.Image;
        var definition = definitions.ReadImage(
            image.Value, new DefinitionOverrides { Pockets = artifact.Base.Pockets });
        var plan = await builds.PlanHotfixAsync(
            definition, artifacts.ResolutionOf(artifact), artifact.Hotfix, cancellationToken);
        if (plan.Artifact != artifact.Id)
        {
            throw new ForgeException(
                ForgeError.InvalidDefinition,
                $"{artifact.Id} was admitted under a waiver that is over, and is not what its definition and the tools "
                    + "of this machine make today",
                $"build it anew: `imageforge build {image}`");
        }

        var options = new BuildOptions { Offline = true, WithoutPromotion = true };
        var outcome = await builds.BuildAsync(plan, options, progress, cancellationToken);
        return outcome.Artifact;
    }
}
