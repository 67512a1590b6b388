using System.Collections.Immutable;
using System.Globalization;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Risk;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Feeds;
using ImageForge.Engine.Images;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Hotfixes;

/// <summary>
/// Says which images and instances a hotfix is about, from what was recorded of the images' packages, and plans the
/// builds. Changes nothing.
/// </summary>
public sealed class HotfixPlanner(
    ImageCatalog catalog, ArtifactStore artifacts, DefinitionReader definitions, BuildEngine builds,
    PackageResolver resolver, PackageStore packages, FeedStore feeds, IFleetTarget target, HotfixJournal journal,
    TimeProvider time)
{
    // Brings a new kernel beside the old one, which then stays installed and vulnerable.
    private const string KernelPackages = "linux-image-";

    /// <summary>Plans a hotfix, or takes up the one of the same wish that is under way.</summary>
    /// <exception cref="ForgeException">
    /// No image has the package (NotFound); it is newer already, there is nothing newer, or a feed does not know the
    /// vulnerability (Usage); a feed is too old (External); the definition of an image is another one than its version
    /// was built from (InvalidDefinition); another hotfix of one of the images is under way (Busy).
    /// </exception>
    public async Task<HotfixPlan> PlanAsync(
        HotfixRequest request, IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        var open = (await journal.ListAsync(cancellationToken)).Where(record => record.IsUnderWay).ToList();
        if (open.Find(record => record.Decision.Wish == request.Wish) is { } begun)
        {
            return await ResumeAsync(begun, cancellationToken);
        }

        var images = new List<(HotfixImage, BuildPlan)>();
        var unaffected = new List<(ArtifactId Image, string Reason)>();
        var isKnown = false;
        foreach (var current in await CurrentAsync(request, cancellationToken))
        {
            var named = HotfixScope.Of(
                current.Packages, request.Wish, await KnownAsync(current, request.Wish, cancellationToken));
            if (named.IsEmpty)
            {
                var has = HotfixScope.Of(current.Packages, request.Wish with { Version = null }, []);
                isKnown |= !has.IsEmpty;
                unaffected.Add((current.Id, WhyNot(has, request.Wish)));
                continue;
            }

            if (open.Find(record => record.Decision.Images.Any(change => change.From.Image == current.Id.Image))
                is { } other)
            {
                throw new ForgeException(
                    ForgeError.Busy, $"hotfix {other.Id} ({other.Decision.Wish}) of {current.Id.Image} is under way",
                    "finish it by the same command as before, or end it: `imageforge hotfix abandon`");
            }

            images.Add(await PlanAsync(current, named, request, progress, cancellationToken));
        }

        if (images.Count == 0)
        {
            throw NothingToDo(request.Wish, isKnown, unaffected);
        }

        return new HotfixPlan
        {
            Id = $"hotfix-{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}",
            Wish = request.Wish,
            Images = [.. images],
            Unaffected = [.. unaffected],
            Fleets = await FleetsAsync(
                images.ConvertAll(image => image.Item1), request.Fleets, cancellationToken),
        };
    }

    private async Task<HotfixPlan> ResumeAsync(HotfixRecord begun, CancellationToken cancellationToken)
    {
        var images = ImmutableArray.CreateBuilder<(HotfixImage, BuildPlan)>();
        foreach (var change in begun.Decision.Images)
        {
            var from = await RequireAsync(change.From, cancellationToken);
            var resolved = artifacts.ResolutionOf(from);
            var patched = resolved with { Hotfixes = resolved.Hotfixes.Add(change.Packages) };
            var plan = await builds.PlanHotfixAsync(
                Definition(from), patched, Origin(change.From, patched), cancellationToken);
            images.Add(plan.Artifact == change.To
                ? (change, plan)
                : throw new ForgeException(
                    ForgeError.InvalidDefinition,
                    $"{change.From} with the hotfix is not {change.To} any more: the tools of this machine changed",
                    "end it and begin anew: `imageforge hotfix abandon`"));
        }

        var fleets = begun.Decision.Fleets.Select(fleet => fleet.Value).ToImmutableArray();
        return new HotfixPlan
        {
            Id = begun.Id,
            Wish = begun.Decision.Wish,
            Begun = begun,
            Images = images.ToImmutable(),
            Unaffected = [],
            Fleets = fleets.IsEmpty ? [] : await FleetsAsync([.. begun.Decision.Images], fleets, cancellationToken),
        };
    }

    private async Task<List<ImageArtifact>> CurrentAsync(HotfixRequest request, CancellationToken cancellationToken)
    {
        if (!request.Images.IsEmpty)
        {
            var named = new List<ImageArtifact>();
            foreach (var image in request.Images)
            {
                named.Add(await catalog.FindAsync(image, cancellationToken));
            }

            return named;
        }

        var current = new List<ImageArtifact>();
        foreach (var image in (await catalog.ListAsync(cancellationToken)).Select(artifact => artifact.Id.Image)
            .Distinct().OrderBy(image => image.Value, StringComparer.Ordinal))
        {
            if ((await catalog.HistoryAsync(image, cancellationToken)).CurrentOf(ImageChannel.Stable) is { } stable)
            {
                current.Add(await RequireAsync(stable, cancellationToken));
            }
        }

        return current;
    }

    private async Task<ImageArtifact> RequireAsync(ArtifactId id, CancellationToken cancellationToken) =>
        await catalog.FindAsync(id, cancellationToken) ?? throw new ForgeException(
            ForgeError.Integrity, $"{id}, which the hotfix starts from, is not here any more",
            $"build it again: `imageforge build {id.Image}`");

    // The definition as it is; a hotfix carries nothing else along.
    private ImageDefinition Definition(ImageArtifact from)
    {
        if (!definitions.HasImage(from.Id.Image.Value))
        {
            throw new ForgeException(
                ForgeError.NotFound,
                $"{from.Id} is affected too, and there is no images/{from.Id.Image} to build it by",
                "run it where that image's definition is, or name the images that are meant: --image");
        }

        var definition = definitions.ReadImage(
            from.Id.Image.Value, new DefinitionOverrides { Pockets = from.Base.Pockets });
        return definition.Digest == from.DefinitionDigest ? definition : throw new ForgeException(
            ForgeError.InvalidDefinition,
            $"images/{from.Id.Image} is not what {from.Id} was built from: a hotfix would carry those changes along",
            $"check out what it was built from, or build and rotate as ever: `imageforge build {from.Id.Image}`");
    }

    private async Task<IReadOnlyList<KnownVulnerability>> KnownAsync(
        ImageArtifact image, HotfixWish wish, CancellationToken cancellationToken)
    {
        if (wish.Cve is null)
        {
            return [];
        }

        var known = await new VulnerabilityLookup(feeds).FindAsync(
            definitions.ReadFeeds(), image.Base.Suite, image.Packages, cancellationToken);
        if (known.Feeds.FirstOrDefault(feed => feed.IsTooOld) is { } old)
        {
            throw new ForgeException(
                ForgeError.External,
                $"the feed {old.Feed} is {FeedReading.TextOf(old.Age!.Value)} old, more than its maxAge of "
                    + $"{FeedReading.TextOf(old.MaxAge)}, and was to be asked which packages have {wish.Cve}",
                $"`imageforge feed update {old.Feed}`, or name the package: --package");
        }

        return known.Feeds.Any(feed => feed.IsAtHand) ? known.Found : throw new ForgeException(
            ForgeError.External, $"no feed is at hand that could say which packages have {wish.Cve}",
            "`imageforge feed update`, or name the package: --package");
    }

    private static string WhyNot(ImmutableArray<PackageVersion> has, HotfixWish wish) => wish switch
    {
        { Cve: { } cve } => $"no package of it has {cve}, as far as feeds know",
        _ when !has.IsEmpty => $"it has {has[0].Name} {has[0].Version} already",
        _ => $"it has no package {wish.Package}",
    };

    private static ForgeException NothingToDo(
        HotfixWish wish, bool isKnown, List<(ArtifactId Image, string Reason)> unaffected)
    {
        var why = string.Join("; ", unaffected.Select(image => $"{image.Image}: {image.Reason}"));
        return new ForgeException(
            isKnown || wish.Cve is not null ? ForgeError.Usage : ForgeError.NotFound,
            unaffected.Count == 0 ? "no image has a stable version" : $"{wish} changes no released image: {why}",
            "`imageforge image list` shows what is released; name a binary or a source package as Debian does");
    }

    private async Task<(HotfixImage, BuildPlan)> PlanAsync(
        ImageArtifact from, ImmutableArray<PackageVersion> named, HotfixRequest request,
        IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        if (HotfixScope.NewerThan(from.Packages, request.Wish) is { } newer)
        {
            throw new ForgeException(
                ForgeError.Usage,
                $"{from.Id} has {newer.Name} {newer.Version}, and {request.Wish.Version} is older",
                "a hotfix goes forward only; to go back, promote an older version of the image");
        }

        var definition = Definition(from);
        var resolved = artifacts.ResolutionOf(from);
        var files = await packages.FetchAsync(resolved.Installed, request.Offline, progress, cancellationToken);
        var patched = await resolver.UpgradeAsync(
            PackageWish.Of(definition), resolved,
            [.. named.Select(package => request.Wish.Version is { } version
                ? $"{package.Name}={version}"
                : package.Name)],
            files, request.Offline, cancellationToken);
        if (patched.Hotfixes.Length == resolved.Hotfixes.Length)
        {
            throw new ForgeException(
                ForgeError.Usage,
                $"there is no fix for {from.Id}: {string.Join(", ", named.Select(package => package.Name))} is the "
                    + $"newest that {definition.Base.Suite} offers",
                "wait for the fix, accept the risk for a time (images/waivers/), or mitigate it in the definition");
        }

        var brought = patched.Hotfixes[^1];
        if (brought.FirstOrDefault(package => package.Name.StartsWith(KernelPackages, StringComparison.Ordinal)
            && resolved.Installed.All(known => known.Name != package.Name)) is { } kernel)
        {
            throw new ForgeException(
                ForgeError.Usage, $"{kernel.Name} would be installed beside the kernel that is there, which would stay",
                $"build the image as a whole, with the same gates: `imageforge build {from.Id.Image}`");
        }

        var plan = await builds.PlanHotfixAsync(
            definition, patched, Origin(from.Id, patched), cancellationToken);
        return (new HotfixImage(from.Id, plan.Artifact, brought), plan);
    }

    // Its id is not known before the plan is.
    private static HotfixOrigin Origin(ArtifactId from, ResolvedPackages patched) =>
        new(from, "", ResolvedPackages.Overlaid(patched.Hotfixes.Select(step => (IEnumerable<PackageVersion>)step)));

    private async Task<ImmutableArray<(RotationPolicy, int)>> FleetsAsync(
        List<HotfixImage> changes, ImmutableArray<string> only, CancellationToken cancellationToken)
    {
        var fleets = ImmutableArray.CreateBuilder<(RotationPolicy, int)>();
        var changed = changes.ConvertAll(change => change.From.Image).ToHashSet();
        foreach (var fleet in await target.ListFleetsAsync(cancellationToken))
        {
            if (!only.IsEmpty && !only.Contains(fleet.Value, StringComparer.Ordinal))
            {
                continue;
            }

            // The look first: a fleet that has no part in it need not have a schedule that can be read.
            var snapshot = await LookAsync(fleet, cancellationToken);
            if (snapshot.Instances.Any(view => changed.Contains(view.Image.Image))
                && definitions.ReadSchedule(fleet.Value) is var policy && changed.Contains(policy.Image))
            {
                fleets.Add((
                    policy.InEmergency(), snapshot.Instances.Count(view => view.Image.Image == policy.Image)));
            }
        }

        var missing = only.FirstOrDefault(name =>
            fleets.All(known => known.Item1.Fleet.Value != name));
        return missing is null ? fleets.ToImmutable() : throw new ForgeException(
            ForgeError.NotFound, $"no fleet {missing} runs an image that the hotfix changes",
            "`imageforge fleet list` shows which fleet runs what");
    }

    private async Task<FleetSnapshot> LookAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        try
        {
            return await target.ObserveAsync(fleet, cancellationToken);
        }
        catch (TargetException exception)
        {
            throw new ForgeException(
                ForgeError.External, $"fleet {fleet} cannot be seen: {exception.Message}", "see `imageforge doctor`",
                exception);
        }
    }
}
