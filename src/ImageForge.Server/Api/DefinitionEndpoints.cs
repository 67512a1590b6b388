using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Server.Access;
using ImageForge.Targets;
using ImageForge.Targets.Simulated.Serving;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Api;

/// <summary>
/// What definitions of images say, and what a build by them would do. Changes nothing: they are files.
/// </summary>
public sealed class DefinitionEndpoints(Rooms rooms)
{
    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var definition = routes.MapGroup("/v1/definitions/{image}").WithTags("images");
        definition.MapGet("", Show).WithName("showDefinition").AllowReaders()
            .WithSummary("The digest of an image's definition, and when it is built anew")
            .WithDescription("`pockets`, such as release,updates, take the place of the definition's.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        definition.MapGet("/plan", PlanAsync).WithName("showBuildPlan").AllowReaders()
            .WithSummary("What a build would do: layers, gates, packages")
            .WithDescription("By the package index at hand, however old; nothing is fetched or built.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private Ok<DefinitionAnswer> Show(string image, string? pockets)
    {
        var definition = Read(image, pockets);
        return TypedResults.Ok(new DefinitionAnswer(
            definition.Name.Value, definition.Digest.Hex, definition.Rebuild?.Bell.Cron.Text,
            definition.Rebuild?.Bell.Zone.Id));
    }

    private async Task<Ok<BuildPlanAnswer>> PlanAsync(
        string image, string? pockets, CancellationToken cancellationToken)
    {
        var definition = Read(image, pockets);
        if (!rooms.BuildsImages)
        {
            var model = ModelledImages.IdOf(definition);
            return TypedResults.Ok(new BuildPlanAnswer(
                $"{model}", rooms.Artifacts.At(model.PlanDigest) is not null, [], [], Packages: 0));
        }

        var plan = await rooms.Builds.PlanAsync(
            definition, new BuildOptions { Offline = true }, cancellationToken);
        return TypedResults.Ok(new BuildPlanAnswer(
            $"{plan.Artifact}",
            rooms.Artifacts.At(plan.Digest) is { State: ImageState.Validated or ImageState.Released },
            [.. plan.Layers.Select(layer => new PlannedLayerLine(layer.Name, rooms.BuildTarget.HasLayer(layer)))],
            [.. plan.Gates.Select(gate => gate.Name)], plan.Packages.Installed.Length));
    }

    private ImageDefinition Read(string image, string? pockets) => rooms.Definitions.ReadImage(
        Line.Name(image, "image"),
        new DefinitionOverrides { Pockets = pockets is null ? null : PocketsOf(pockets) });

    private static ImmutableArray<Pocket> PocketsOf(string text) =>
    [
        .. text.Split(',').Select(word => Enum.TryParse<Pocket>(word, ignoreCase: true, out var pocket)
                && Enum.IsDefined(pocket) && !char.IsAsciiDigit(word.FirstOrDefault())
            ? pocket
            : throw new RequestException(
                StatusCodes.Status422UnprocessableEntity, "that cannot be done", "pockets names one that there is not",
                "write release, updates, security, with a comma between two"))
            .Distinct().Order(),
    ];
}
