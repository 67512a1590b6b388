using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Images;
using ImageForge.Targets.Simulated.Runs;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>
/// What takes the place of a build in a simulated cloud: an image that exists as far as rotations ask. Nothing is baked
/// and no gate is asked; another definition is another image.
/// </summary>
public sealed class ModelledImages(
    CloudClient cloud, ArtifactStore artifacts, ImageLifecycle lifecycle, TimeProvider time)
{
    /// <summary>The version that stands for a definition.</summary>
    public static ArtifactId IdOf(ImageDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return new(definition.Name, Digest.OfFields(definition.Name.Value, "modelled", definition.Digest.Hex));
    }

    /// <summary>Registers it with the cloud, and makes it the newest that is released.</summary>
    /// <exception cref="ForgeException">The cloud does not take it (External).</exception>
    public async Task<ImageArtifact> PublishAsync(ImageDefinition definition, CancellationToken cancellationToken)
    {
        var id = IdOf(definition);
        var newest = artifacts.List().FirstOrDefault(artifact => artifact.Id.Image == definition.Name);
        var builtAt = newest?.Id == id ? newest.BuiltAt : time.GetUtcNow();
        await lifecycle.BeforeBuildAsync(id, time, cancellationToken);
        try
        {
            await cloud.SendAsync(
                HttpMethod.Put, "images", new CloudImage(id, builtAt), CloudJson.Default.CloudImage,
                cancellationToken);
        }
        catch (TargetException exception)
        {
            throw new ForgeException(
                ForgeError.External, $"{id} cannot be registered: {exception.Message}",
                "the same call again does no harm", exception);
        }

        var artifact = SimulatedArtifacts.Of(id, builtAt) with
        {
            DefinitionDigest = definition.Digest, Health = definition.Health, Base = definition.Base,
            HardeningProfile = definition.HardeningProfile,
        };
        artifacts.Adopt(artifact);
        return artifact;
    }
}
