using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine;
using ImageForge.Engine.Images;
using ImageForge.Engine.Signing;
using ImageForge.Server.Access;
using ImageForge.Targets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace ImageForge.Server.Api;

/// <summary>What was built, and what it was proven to be. Changes nothing.</summary>
public sealed class ImageEndpoints(Rooms rooms, ImageReader images)
{
    private const int NamedMax = 100;

    // Newest first: what was built later has a smaller key.
    private const long KeyTop = 999_999_999_999_999;

    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/v1/images", ListAsync).WithName("listImages").WithTags("images").AllowReaders()
            .WithSummary("Built versions, newest first")
            .WithDescription("`image` and `state` narrow the list.");
        var image = routes.MapGroup("/v1/images/{image}").WithTags("images");
        image.MapGet("", ShowAsync).WithName("showImage").AllowReaders()
            .WithSummary("One version: lineage, layers, files, gates, signature, decisions")
            .WithDescription("`image` is its id, such as web@0123456789ab, or as much of it as tells it from others.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        image.MapGet("/packages", PackagesAsync).WithName("listPackages").AllowReaders()
            .WithSummary("What is installed in a version").ProducesProblem(StatusCodes.Status404NotFound);
        image.MapGet("/gates", GatesAsync).WithName("listGateResults").AllowReaders()
            .WithSummary("What each gate saw in a version, with the evidence")
            .ProducesProblem(StatusCodes.Status404NotFound);
        image.MapGet("/documents/{document}", DocumentAsync).WithName("showDocument").AllowReaders().Streamed()
            .WithSummary("A document of a version as it was signed")
            .WithDescription(
                "sbom.cdx.json (CycloneDX), provenance.dsse.json (in-toto, SLSA), gates.sarif, gates.junit.xml, "
                    + "report.html.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/v1/artifacts", ArtifactsAsync).WithName("listArtifacts").WithTags("images").AllowReaders()
            .WithSummary("Files of built versions, with size and SHA-256, newest version first");
        routes.MapGet("/v1/channels", ChannelsAsync).WithName("listChannels").WithTags("images").AllowReaders()
            .WithSummary("Which version each channel names");
        routes.MapGet("/v1/gates", AllGatesAsync).WithName("listGates").WithTags("images").AllowReaders()
            .WithSummary("What gates look at, and what they refuse");
    }

    private async Task<Ok<ImageListAnswer>> ListAsync(
        [AsParameters] PageQuery page, string? image, ImageState? state, HttpContext context,
        CancellationToken cancellationToken)
    {
        var all = (await images.ListAsync(cancellationToken)).Where(artifact =>
            (image is null || artifact.Id.Image.Value == image) && (state is null || artifact.State == state));
        var (shown, next) = page.Cut(context, all, KeyOf);
        var lines = ImmutableArray.CreateBuilder<ImageLine>();
        foreach (var artifact in shown)
        {
            lines.Add(ImageLine.Of(artifact, await images.HistoryAsync(artifact.Id.Image, cancellationToken)));
        }

        return TypedResults.Ok(new ImageListAnswer(lines.ToImmutable(), next));
    }

    private async Task<Ok<ImageAnswer>> ShowAsync(string image, CancellationToken cancellationToken)
    {
        var artifact = await images.FindAsync(image, cancellationToken);
        return TypedResults.Ok(ImageAnswer.Of(
            artifact, await images.HistoryAsync(artifact.Id.Image, cancellationToken), rooms.Artifacts));
    }

    private async Task<Ok<PackageListAnswer>> PackagesAsync(
        string image, [AsParameters] PageQuery page, HttpContext context, CancellationToken cancellationToken)
    {
        var artifact = await images.FindAsync(image, cancellationToken);
        var (shown, next) = page.Cut(context, artifact.Packages, part => $"{part.Name} {part.Architecture}");
        return TypedResults.Ok(new PackageListAnswer(
            $"{artifact.Id}",
            [.. shown.Select(part => new PackageLine(
                part.Name, part.Version, part.Architecture, part.Source, part.SourceVersion, part.Sha256.Hex,
                part.Origin))],
            next));
    }

    private async Task<Ok<ImmutableArray<GateLine>>> GatesAsync(string image, CancellationToken cancellationToken) =>
        TypedResults.Ok<ImmutableArray<GateLine>>(
            [.. (await images.FindAsync(image, cancellationToken)).Gates.Select(GateLine.Of)]);

    private async Task<PhysicalFileHttpResult> DocumentAsync(
        string image, string document, HttpContext context, CancellationToken cancellationToken)
    {
        var artifact = await images.FindAsync(image, cancellationToken);
        var path = Path.Combine(rooms.Artifacts.FolderOf(artifact.Id), document);
        if (!ArtifactSeal.DocumentNames.Contains(document) || !File.Exists(path))
        {
            throw new ForgeException(
                ForgeError.NotFound, $"{artifact.Id} has no document of that name",
                $"there is {string.Join(", ", ArtifactSeal.DocumentNames)}, as far as it was made");
        }

        // A page of ours may be opened in the browser that holds somebody's session: it gets nothing of that.
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var file = new FileInfo(path);
        return TypedResults.PhysicalFile(
            path, MediaOf(document), lastModified: new DateTimeOffset(file.LastWriteTimeUtc),
            entityTag: new EntityTagHeaderValue($"\"{artifact.Id.PlanDigest.Short}-{file.LastWriteTimeUtc.Ticks:x}\""));
    }

    private static string MediaOf(string document) => Path.GetExtension(document) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".xml" => "application/xml",
        ".sarif" => "application/sarif+json",
        _ => "application/json",
    };

    private async Task<Ok<ArtifactListAnswer>> ArtifactsAsync(
        [AsParameters] PageQuery page, string? image, HttpContext context, CancellationToken cancellationToken)
    {
        var all = (await images.ListAsync(cancellationToken))
            .Where(artifact => image is null || artifact.Id.Image.Value == image);
        var (shown, next) = page.Cut(context, all, KeyOf);
        return TypedResults.Ok(new ArtifactListAnswer(
            [.. shown.Select(artifact => new ArtifactLine(
                $"{artifact.Id}", artifact.Target, artifact.Files.Sum(file => file.Size),
                [.. artifact.Files.Select(file => new FileLine(file.Name, file.Size, file.Sha256.Hex))]))],
            next));
    }

    private async Task<Ok<ChannelListAnswer>> ChannelsAsync(CancellationToken cancellationToken)
    {
        var lines = ImmutableArray.CreateBuilder<ChannelLine>();
        var names = (await images.ListAsync(cancellationToken)).Select(artifact => artifact.Id.Image).Distinct();
        foreach (var name in names.OrderBy(name => name.Value, StringComparer.Ordinal))
        {
            var history = await images.HistoryAsync(name, cancellationToken);
            lines.Add(new ChannelLine(
                name.Value, history.CurrentOf(ImageChannel.Stable)?.ToString(),
                history.CurrentOf(ImageChannel.Canary)?.ToString()));
        }

        return TypedResults.Ok(new ChannelListAnswer(lines.ToImmutable()));
    }

    private async Task<Ok<GateListAnswer>> AllGatesAsync(CancellationToken cancellationToken)
    {
        var all = await images.ListAsync(cancellationToken);
        return TypedResults.Ok(new GateListAnswer([.. GateGuide.All.Select(guide => new GateAnswer(
            guide.Gate, guide.What, guide.Why, guide.Fix, guide.CanBeWaived,
            NamesOf(all, guide, result => !result.Passed),
            NamesOf(all, guide, result => !result.Waived.IsDefaultOrEmpty)))]));
    }

    private static ImmutableArray<string> NamesOf(
        IEnumerable<ImageArtifact> all, GateGuide guide, Func<GateResult, bool> matches) =>
        [.. all.Where(artifact => artifact.Gates.Any(result => result.Gate == guide.Gate && matches(result)))
            .Take(NamedMax).Select(artifact => $"{artifact.Id}")];

    private static string KeyOf(ImageArtifact artifact) =>
        $"{KeyTop - artifact.BuiltAt.ToUnixTimeMilliseconds():D15} {artifact.Id.PlanDigest.Hex}";
}
