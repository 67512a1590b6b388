using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Images;
using ImageForge.Engine.Risk;
using ImageForge.Engine.Store;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Builds;

/// <summary>
/// What is done for images without a person: a bell rings, and what changed is built, gated and promoted as a person's
/// build is; a waiver ends, and gates are asked again. One build at a time, and none beside somebody else's: two starve
/// each other. Each call may be made twice or not at all: what is built already takes no work.
/// </summary>
/// <param name="plan">Resolves packages and plans; <see cref="BuildEngine.PlanAsync"/>.</param>
public sealed class ImageRounds(
    StateDirectory state, DefinitionReader definitions, ImageCatalog catalog, BuildEngine builds,
    Func<ImageDefinition, BuildOptions, CancellationToken, Task<BuildPlan>> plan, EndedWaivers waivers,
    ILogger<ImageRounds> logger)
{
    /// <summary>Builds what changed of an image and of everything that extends it, parents first.</summary>
    /// <param name="image">Whose bell rang.</param>
    /// <param name="when">What it takes for one of them to be built.</param>
    /// <param name="options">How the builds may get at what they need.</param>
    /// <param name="cancellationToken">Ends the build; the next ring goes on where it was.</param>
    /// <returns>What was built, refused versions too; what failed is told to the log.</returns>
    /// <exception cref="ForgeException">Somebody builds (Busy).</exception>
    public async Task<ImmutableArray<ImageArtifact>> RingAsync(
        ImageName image, RebuildWhen when, BuildOptions options, CancellationToken cancellationToken)
    {
        using var turn = TakeTurn();
        var built = ImmutableArray.CreateBuilder<ImageArtifact>();
        var left = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in definitions.ListFamily(image.Value))
        {
            // What its parent did not come through, it would not either, at the cost of a build.
            if (left.Contains(name))
            {
                continue;
            }

            var (artifact, isRight) = await TryAsync(name, when, options, cancellationToken);
            if (artifact is not null)
            {
                built.Add(artifact);
            }

            if (!isRight)
            {
                left.UnionWith(definitions.ListFamily(name));
                ImageRoundsLog.ChildrenLeft(logger, name, definitions.ListFamily(name).Length - 1);
            }
        }

        return built.ToImmutable();
    }

    /// <summary>Asks gates again of what was released under a waiver that is over.</summary>
    /// <returns>What they said; of what could not be asked the log tells why.</returns>
    /// <exception cref="ForgeException">Somebody builds (Busy).</exception>
    public async Task<ImmutableArray<ImageArtifact>> GateEndedAsync(CancellationToken cancellationToken)
    {
        var due = await waivers.ListAsync(cancellationToken);
        if (due.Count == 0)
        {
            return [];
        }

        using var turn = TakeTurn();
        var asked = ImmutableArray.CreateBuilder<ImageArtifact>();
        foreach (var artifact in due)
        {
            try
            {
                var again = await waivers.GateAsync(
                    artifact, new LoggedProgress(logger, artifact.Id.Image.Value), cancellationToken);
                ImageRoundsLog.WaiverOver(logger, again.Id, again.State);
                asked.Add(again);
            }
            catch (Exception exception) when (IsTold(exception))
            {
                ImageRoundsLog.NotAsked(logger, artifact.Id, Told(exception));
            }
        }

        return asked.ToImmutable();
    }

    private LockFile TakeTurn()
    {
        var path = Path.Combine(state.Locks, "image-round");
        var turn = LockFile.TryTake(path) ?? throw new ForgeException(
            ForgeError.Busy, $"process {LockFile.HolderOf(path)} builds images by their bells",
            "it comes to all of them");
        if (BuildPlace.AtWork(state).Any())
        {
            turn.Dispose();
            throw new ForgeException(
                ForgeError.Busy, "a build is at work", "two at once only starve each other: this one waits");
        }

        return turn;
    }

    // Not right: it failed, or is refused. Nothing was built where there is no artifact.
    private async Task<(ImageArtifact? Artifact, bool IsRight)> TryAsync(
        string image, RebuildWhen when, BuildOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var (artifact, isBuilt) = await BuildAsync(image, when, options, cancellationToken);
            return (isBuilt ? artifact : null, artifact.State is not (ImageState.Refused or ImageState.Revoked));
        }
        catch (Exception exception) when (IsTold(exception))
        {
            ImageRoundsLog.Failed(logger, image, Told(exception));
            return (null, false);
        }
    }

    private async Task<(ImageArtifact Artifact, bool IsBuilt)> BuildAsync(
        string image, RebuildWhen when, BuildOptions options, CancellationToken cancellationToken)
    {
        var planned = await plan(definitions.ReadImage(image), options, cancellationToken);
        if (when == RebuildWhen.PackagesChanged
            && await NewestAsync(planned.Definition.Name, cancellationToken) is { } newest
            && Same(newest.Packages, planned.Packages.Installed))
        {
            ImageRoundsLog.SamePackages(logger, image, newest.Id);
            return (newest, false);
        }

        // A hotfix that it does not contain keeps it from being promoted: somebody has to know.
        foreach (var setback in await builds.SetbacksAsync(planned, cancellationToken))
        {
            ImageRoundsLog.Setback(logger, planned.Artifact, $"{setback}");
        }

        var outcome = await builds.BuildAsync(planned, options, new LoggedProgress(logger, image), cancellationToken);
        if (outcome.Reused)
        {
            ImageRoundsLog.Unchanged(logger, image, outcome.Artifact.Id, outcome.Artifact.State);
            return (outcome.Artifact, false);
        }

        if (outcome.Artifact.State == ImageState.Refused)
        {
            ImageRoundsLog.Refused(
                logger, outcome.Artifact.Id,
                string.Join(", ", outcome.Artifact.Gates.Where(gate => !gate.Passed).Select(gate => gate.Gate)));
        }
        else
        {
            ImageRoundsLog.Built(logger, outcome.Artifact.Id, outcome.Artifact.State);
        }

        return (outcome.Artifact, true);
    }

    // In any state: what gates refused is not another image until its packages are other ones.
    private async Task<ImageArtifact?> NewestAsync(ImageName image, CancellationToken cancellationToken) =>
        (await catalog.ListAsync(cancellationToken)).Where(artifact => artifact.Id.Image == image)
            .MaxBy(artifact => artifact.BuiltAt);

    // By bytes: where they come from may change without them.
    private static bool Same(ImmutableArray<PackageVersion> left, ImmutableArray<PackageVersion> right) =>
        left.Select(package => (package.Name, package.Sha256))
            .SequenceEqual(right.Select(package => (package.Name, package.Sha256)));

    private static bool IsTold(Exception exception) =>
        exception is ForgeException or DefinitionException or TargetException or IOException;

    private static string Told(Exception exception) =>
        exception is ForgeException { WayOut: { } way } ? $"{exception.Message}; {way}" : exception.Message;

    private sealed class LoggedProgress(ILogger logger, string image) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value)
        {
            if (value.State != StepState.Running)
            {
                ImageRoundsLog.Step(logger, image, value.Step, value.State, value.Seconds, value.Detail);
            }
        }
    }
}
