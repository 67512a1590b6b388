using System.Collections.Immutable;
using System.Globalization;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations.Overview;
using ImageForge.Engine;
using ImageForge.Engine.Overview;
using ImageForge.Server.Access;
using ImageForge.Server.Bells;
using ImageForge.Targets;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Pages;

/// <summary>
/// The dashboard: pages made here, whole, from what the engine tells in numbers. Changes nothing; what a person may do
/// is shown as a command.
/// </summary>
public sealed class PageEndpoints(
    Rooms rooms, FleetOverviews fleets, ImageOverviews images, JournalPages journal, BellBoard bells,
    IAntiforgery antiforgery, TimeProvider time)
{
    // A proof that takes longer goes on, and the next page has it.
    private static readonly TimeSpan ProofWaitMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AssetAge = TimeSpan.FromDays(365);

    /// <summary>Registers the pages.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var pages = routes.MapGroup("").ExcludeFromDescription().AddEndpointFilter(HeadersAsync);
        pages.MapGet("/", AllAsync).WithName("pageFleets").AllowReaders();
        pages.MapGet("/fleets/{fleet}", FleetAsync).WithName("pageFleet").AllowReaders();
        pages.MapGet("/images", ImagesAsync).WithName("pageImages").AllowReaders();
        pages.MapGet("/images/{id}", ImageAsync).WithName("pageImage").AllowReaders();
        pages.MapGet("/risks", RisksAsync).WithName("pageRisks").AllowReaders();
        pages.MapGet("/detections", DetectionsAsync).WithName("pageDetections").AllowReaders();
        pages.MapGet("/journal", JournalAsync).WithName("pageJournal").AllowReaders();
        pages.MapGet(SignIn.Path, SignInPage).WithName("pageSignIn").AllowEverybody();
        pages.MapGet(PageAssets.Route, Asset).WithName("pageAsset").AllowEverybody();
    }

    private Task<IResult> AllAsync(HttpContext context, CancellationToken cancellationToken) =>
        ShownAsync(context, async () =>
        {
            var all = await fleets.ListAsync(cancellationToken);
            var rings = ImmutableDictionary.CreateBuilder<FleetName, DateTimeOffset>();
            foreach (var fleet in all)
            {
                if (await bells.NextRingAsync(fleet.Fleet, cancellationToken) is { } ring)
                {
                    rings[fleet.Fleet] = ring;
                }
            }

            var model = new FleetsModel(
                AllFleets.Of(all, await rooms.Risks.RecentAsync(cancellationToken), time.GetUtcNow()),
                rings.ToImmutable(),
                !all.IsEmpty || (await rooms.Images.ListAsync(cancellationToken)).Count > 0);
            return Page<FleetsPage>(context, (nameof(FleetsPage.Model), model));
        });

    private Task<IResult> FleetAsync(
        string fleet, string? show, int? page, HttpContext context, CancellationToken cancellationToken) =>
        ShownAsync(context, async () =>
        {
            if (await fleets.FindAsync(fleet, cancellationToken) is not { } found)
            {
                return Missing(context, "fleet", "`imageforge fleet list` lists those that run");
            }

            var ring = await bells.NextRingAsync(found.Fleet, cancellationToken);
            var model = FleetModel.Of(found, ring, Choice(show, InstanceFilter.All), page ?? 1);
            return Page<FleetPage>(context, (nameof(FleetPage.Model), model));
        });

    private Task<IResult> ImagesAsync(HttpContext context, CancellationToken cancellationToken) =>
        ShownAsync(context, async () => Page<ImagesPage>(
            context, (nameof(ImagesPage.Images), await images.ListAsync(cancellationToken))));

    private Task<IResult> ImageAsync(string id, HttpContext context, CancellationToken cancellationToken) =>
        ShownAsync(context, async () =>
        {
            foreach (var image in await images.ListAsync(cancellationToken))
            {
                if (image.Versions.FirstOrDefault(known => $"{known.Artifact.Id}" == id) is { } version)
                {
                    return Page<ImagePage>(
                        context, (nameof(ImagePage.Image), image), (nameof(ImagePage.Version), version));
                }
            }

            return Missing(context, "version", "`imageforge image list` lists those that are here");
        });

    private Task<IResult> RisksAsync(
        string? show, string? fleet, int? page, HttpContext context, CancellationToken cancellationToken) =>
        ShownAsync(context, async () =>
        {
            var reviews = (await rooms.Risks.ReviewsAsync(cancellationToken))
                .ToDictionary(review => review.Key, review => review.Value.At);
            var model = RisksModel.Of(
                await rooms.Risks.RecentAsync(cancellationToken), reviews, Choice(show, RiskFilter.Current), fleet,
                page ?? 1, time.GetUtcNow());
            return Page<RisksPage>(context, (nameof(RisksPage.Model), model));
        });

    private Task<IResult> DetectionsAsync(
        string? fleet, int? page, HttpContext context, CancellationToken cancellationToken) =>
        ShownAsync(context, async () =>
        {
            FleetName? only = fleet is null ? null : new FleetName(fleet);
            var model = DetectionsModel.Of(
                await rooms.Detections.CountsAsync(cancellationToken),
                await rooms.Detections.ListAsync(only, cancellationToken), fleet, page ?? 1);
            return Page<DetectionsPage>(context, (nameof(DetectionsPage.Model), model));
        });

    private Task<IResult> JournalAsync(
        string? chain, long? from, HttpContext context, CancellationToken cancellationToken) =>
        ShownAsync(context, async () =>
        {
            var chains = await journal.ChainsAsync(cancellationToken);
            var name = chain ?? chains.FirstOrDefault().Chain;
            var page = name is null ? null : await journal.ReadAsync(name, from, cancellationToken);
            return page is null && chain is not null
                ? Missing(context, "chain", "`imageforge journal show` lists the chains")
                : Page<ChainPage>(
                    context,
                    (nameof(ChainPage.Model), new JournalModel(chains, page, await ProofAsync(cancellationToken))));
        });

    private RazorComponentResult<SignInPage> SignInPage(string? from, string? refused, HttpContext context) =>
        Page<SignInPage>(
            context, (nameof(Pages.SignInPage.From), from ?? "/"), (nameof(Pages.SignInPage.Refused), refused));

    private async Task<JournalProof?> ProofAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await journal.ProofAsync(cancellationToken).WaitAsync(ProofWaitMax, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private static IResult Asset(string digest, string name, HttpContext context)
    {
        if (PageAssets.Find(name) is not { } asset)
        {
            return TypedResults.NotFound();
        }

        // Only under the digest of what it is now; under another one it is some other version's.
        var isCurrent = PageAssets.Style.Contains($"/{digest}/", StringComparison.Ordinal);
        context.Response.Headers.CacheControl = isCurrent
            ? string.Create(CultureInfo.InvariantCulture, $"public, max-age={AssetAge.TotalSeconds:0}, immutable")
            : "no-cache";
        return TypedResults.Bytes(asset.Bytes, asset.Type);
    }

    // What is refused is shown as a page too: whoever reads it sits before a browser.
    private async Task<IResult> ShownAsync(HttpContext context, Func<Task<IResult>> make)
    {
        try
        {
            return await make();
        }
        catch (Exception exception) when (exception is ForgeException or TargetException)
        {
            return Trouble(
                context, StatusCodes.Status503ServiceUnavailable, "Cannot be shown now", exception.Message,
                (exception as ForgeException)?.WayOut, isPassing: true);
        }
    }

    private RazorComponentResult<TroublePage> Missing(HttpContext context, string what, string wayOut) => Trouble(
        context, StatusCodes.Status404NotFound, "Not here", $"There is no such {what}.", wayOut, isPassing: false);

    private RazorComponentResult<TroublePage> Trouble(
        HttpContext context, int status, string title, string message, string? wayOut, bool isPassing)
    {
        var page = Page<TroublePage>(
            context, (nameof(TroublePage.Title), title), (nameof(TroublePage.Message), message),
            (nameof(TroublePage.WayOut), wayOut), (nameof(TroublePage.IsPassing), isPassing));
        page.StatusCode = status;
        return page;
    }

    private RazorComponentResult<TPage> Page<TPage>(
        HttpContext context, params IEnumerable<(string Name, object? Value)> parameters)
        where TPage : IComponent
    {
        var values = parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
        var form = antiforgery.GetAndStoreTokens(context);
        values["Shell"] = new Shell(
            rooms.Place, time.GetUtcNow(), context.Request.Path + context.Request.QueryString.ToString(),
            context.Caller()?.Name, (form.FormFieldName, form.RequestToken!));
        return new RazorComponentResult<TPage>(values);
    }

    private static T Choice<T>(string? word, T otherwise)
        where T : struct, Enum =>
        Enum.TryParse<T>(word, ignoreCase: true, out var choice) && Enum.IsDefined(choice) ? choice : otherwise;

    // Nothing but what this program serves itself is ever loaded, shown inside another page, or sent elsewhere.
    private static ValueTask<object?> HeadersAsync(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var headers = invocation.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; "
            + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        return next(invocation);
    }
}
