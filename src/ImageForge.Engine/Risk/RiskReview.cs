using System.Collections.Immutable;
using System.Globalization;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Risk;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Feeds;
using ImageForge.Engine.Images;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Resilience;
using ImageForge.Engine.Rotations;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Risk;

/// <summary>
/// Looks again at what was released: at every version that an instance runs or a channel names, by what feeds know
/// today and by the waivers that hold today. Writes down what is news, and marks instances; builds and rotates nothing.
/// </summary>
public sealed class RiskReview(
    StateDirectory state, ImageCatalog catalog, DefinitionReader definitions, FeedStore feeds, IFleetTarget target,
    IJournal journal, TimeProvider time)
{
    // What it found on the day of the build, feeds say anew.
    private const string VulnerabilitiesGate = "vulnerabilities";

    private readonly RiskJournal _risks = new(journal);
    private readonly RotationJournal _rotations = new(journal);
    private readonly RotationControls _controls = new(journal, time);
    private readonly TargetCall _looks = new(time);

    /// <param name="by">Who asked for it.</param>
    /// <exception cref="ForgeException">Another review is at work (Busy); there is no table of bands (NotFound), or a
    /// definition is wrong (InvalidDefinition); a fleet cannot be seen (External); a journal or a feed is damaged
    /// (Integrity).</exception>
    public async Task<RiskReviewResult> RunAsync(string by, CancellationToken cancellationToken)
    {
        var path = Path.Combine(state.Locks, "risk-review");
        using var alone = LockFile.TryTake(path) ?? throw new ForgeException(
            ForgeError.Busy, $"process {LockFile.HolderOf(path)} reviews", "wait for it: it looks at the same");
        var table = definitions.ReadRemediation();
        var declared = definitions.ReadFeeds();
        var waivers = definitions.ReadWaivers();
        var ratings = await CveRatings.ReadAsync(feeds, declared, cancellationToken);
        var (fleets, warnings) = await FleetsAsync(cancellationToken);

        // Whole seconds: due dates follow from it, and people read them.
        var now = time.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        var lookup = new VulnerabilityLookup(feeds);
        var digests = declared.Select(feeds.At).OfType<FeedRecord>().ToImmutableSortedDictionary(
            record => record.Id, record => record.Digest.Hex, StringComparer.Ordinal);
        var readings = new Dictionary<string, FeedReading>(StringComparer.Ordinal);
        var news = ImmutableArray.CreateBuilder<(ImageName, ImmutableArray<RiskEvent>)>();
        var ledgers = new Dictionary<ImageName, RiskLedger>();
        foreach (var image in await ImagesAsync(fleets, cancellationToken))
        {
            var ledger = await _risks.ReadAsync(image, cancellationToken);
            var history = await catalog.HistoryAsync(image, cancellationToken);
            var artifacts = await VersionsAsync(image, history, fleets, warnings, cancellationToken);
            if (artifacts.Count == 0 && ledger.Risks.IsEmpty)
            {
                continue;
            }

            var found = new List<VersionFindings>();
            foreach (var artifact in artifacts)
            {
                var known = await lookup.FindAsync(
                    declared, artifact.Base.Suite, artifact.Packages, cancellationToken);
                known.Feeds.ToList().ForEach(reading => readings[reading.Feed] = reading);
                found.Add(new VersionFindings(
                    artifact.Id, Findings(artifact, known, ratings, ledger), history.ChannelsOf(artifact.Id).Any()));
            }

            var review = new ImageInReview
            {
                At = now,
                By = by,
                Feeds = digests,
                Versions = [.. found],
                Fleets = [.. fleets.Select(fleet => InReview(fleet, image, history)).OfType<FleetInReview>()],
                Acceptances = [.. Acceptances(image, found, artifacts, waivers)],
                Table = table,
            };
            var said = RiskAssessment.Of(ledger, review);
            await _risks.AppendAsync(image, review.At, said, cancellationToken);
            ledgers[image] = said.Aggregate(ledger, (known, one) => known.Apply(one, review.At));
            news.Add((image, [.. said.Where(one => one is not RiskEvent.Reviewed)]));
        }

        var marked = await MarkAsync(fleets, ledgers, cancellationToken);
        return new RiskReviewResult(
            [.. readings.Values.OrderBy(reading => reading.Feed, StringComparer.Ordinal)], news.ToImmutable(), marked,
            [.. warnings]);
    }

    private async Task<(List<FleetLook> Fleets, List<string> Warnings)> FleetsAsync(
        CancellationToken cancellationToken)
    {
        var (fleets, warnings) = (new List<FleetLook>(), new List<string>());
        var schedules = definitions.ReadUses().Schedules;
        try
        {
            foreach (var fleet in await target.ListFleetsAsync(cancellationToken))
            {
                var snapshot = await _looks.RunAsync(
                    token => target.ObserveAsync(fleet, token), cancellationToken);
                await SightAsync(snapshot, cancellationToken);
                var policy = schedules.FirstOrDefault(schedule => schedule.Fleet == fleet);
                if (policy is null)
                {
                    warnings.Add($"fleet {fleet} has no schedule: exposure is assumed, and nothing can be forecast");
                }

                fleets.Add(new FleetLook(
                    snapshot, policy, (await _rotations.ReadAsync(fleet, cancellationToken)).History));
            }
        }
        catch (TargetException exception)
        {
            throw new ForgeException(
                ForgeError.External, $"what instances run cannot be seen: {exception.Message}",
                "a review looks at every fleet; see `imageforge doctor`", exception);
        }

        return (fleets, warnings);
    }

    // While a rotation is under way, what it launches and loses is its own to say.
    private async Task SightAsync(FleetSnapshot snapshot, CancellationToken cancellationToken)
    {
        var history = (await _rotations.ReadAsync(snapshot.Fleet, cancellationToken)).History;
        var roster = await _rotations.RosterAsync(snapshot.Fleet, cancellationToken);
        var seen = snapshot.Instances.ToDictionary(view => view.Id);
        if (!history.IsUnderWay)
        {
            await _controls.SightAsync(
                snapshot.Fleet,
                snapshot.Instances.Where(view => view.Running
                    && !(roster.Instances.TryGetValue(view.Id, out var known) && known.Image == view.Image)),
                roster.Instances.Keys.Where(id => !seen.ContainsKey(id)).Order(), cancellationToken);
        }
    }

    private async Task<List<ImageName>> ImagesAsync(
        IEnumerable<FleetLook> fleets, CancellationToken cancellationToken)
    {
        var names = fleets.SelectMany(fleet => fleet.Snapshot.Instances).Select(view => view.Image.Image)
            .Concat((await catalog.ListAsync(cancellationToken)).Select(artifact => artifact.Id.Image))
            .Concat(await _risks.ListAsync(cancellationToken));
        return [.. names.Distinct().OrderBy(image => image.Value, StringComparer.Ordinal)];
    }

    private async Task<List<ImageArtifact>> VersionsAsync(
        ImageName image, ImageHistory history, IEnumerable<FleetLook> fleets, List<string> warnings,
        CancellationToken cancellationToken)
    {
        var artifacts = new List<ImageArtifact>();
        var named = Enum.GetValues<ImageChannel>().Select(history.CurrentOf).OfType<ArtifactId>();
        foreach (var version in fleets.SelectMany(fleet => fleet.Snapshot.Instances).Select(view => view.Image)
            .Where(run => run.Image == image).Concat(named).Distinct()
            .OrderBy(version => version.PlanDigest.Hex, StringComparer.Ordinal))
        {
            if (await catalog.FindAsync(version, cancellationToken) is { } artifact)
            {
                artifacts.Add(artifact);
            }
            else
            {
                warnings.Add($"{version} is not here: what it carries stays as it was last known");
            }
        }

        return artifacts;
    }

    private static ImmutableArray<RiskFinding> Findings(
        ImageArtifact artifact, VulnerabilityEvidence known, CveRatings ratings, RiskLedger ledger)
    {
        // Without a feed nobody has looked: what was known of it stays.
        var vulnerabilities = known.Feeds.Any(feed => feed.IsAtHand)
            ? known.Found.Select(found => Finding(found, ratings))
            : (ledger.Versions.GetValueOrDefault(artifact.Id) ?? [])
                .Where(key => key.Kind == RiskKind.Vulnerability).Select(key => ledger.Risks[key])
                .Select(record => new RiskFinding(record.Key, record.Detail, record.Facts, record.By));
        var waived =
            from gate in artifact.Gates
            where gate.Gate != VulnerabilitiesGate
            from accepted in gate.Waived
            select new RiskFinding(
                new RiskKey(accepted.Finding.Subject, gate.Gate, RiskKind.Finding), accepted.Finding.Evidence,
                RiskFacts.Unknown with { Severity = accepted.Finding.Severity }, [gate.Gate]);
        return [.. vulnerabilities.Concat(waived).DistinctBy(finding => finding.Key)];
    }

    private static RiskFinding Finding(KnownVulnerability known, CveRatings ratings) => new(
        new RiskKey(known.Id, known.Source, RiskKind.Vulnerability),
        $"{known.Source} {known.Installed} ({string.Join(' ', known.Packages)})"
            + (known.Summary.Length > 0 ? $": {known.Summary}" : ""),
        ratings.Of(known), known.Feeds);

    // Of the files first: they can be changed. What a version was admitted under holds for it until its time is over,
    // also where the file is gone.
    private IEnumerable<(RiskKey Risk, RiskAcceptance Acceptance)> Acceptances(
        ImageName image, List<VersionFindings> found, List<ImageArtifact> artifacts, IReadOnlyList<Waiver> waivers)
    {
        var now = time.GetUtcNow();
        foreach (var risk in found.SelectMany(version => version.Findings).Select(finding => finding.Key).Distinct())
        {
            var written = waivers.Where(waiver => waiver.Image == image && waiver.Subject == risk.Subject)
                .Select(waiver => new RiskAcceptance(
                    waiver.Id, waiver.Version, waiver.Owner, waiver.Reason, waiver.EndsAt)).ToList();
            var admitted =
                from artifact in artifacts
                from gate in artifact.Gates
                from waived in gate.Waived
                where waived.Finding.Subject == risk.Subject && written.All(known => known.Waiver != waived.Waiver)
                select new RiskAcceptance(
                    waived.Waiver, artifact.Id.PlanDigest.Hex, waived.Owner, waived.Reason, waived.Until);
            foreach (var acceptance in written.Concat(admitted).Where(acceptance => acceptance.Until > now))
            {
                yield return (risk, acceptance);
            }
        }
    }

    private FleetInReview? InReview(FleetLook fleet, ImageName image, ImageHistory versions)
    {
        var instances = fleet.Snapshot.Instances.Where(view => view.Image.Image == image)
            .GroupBy(view => view.Image).ToImmutableDictionary(same => same.Key, same => same.Count());
        return instances.IsEmpty ? null : new FleetInReview
        {
            Fleet = fleet.Snapshot.Fleet,
            Policy = fleet.Policy,
            Instances = instances,
            Current = fleet.Policy is { } policy ? versions.CurrentOf(policy.Channel) : null,
            Boot = RotationEstimate.BootOf(fleet.History).Boot,
            CallsPerSecond = target.Limits is { } limits
                ? limits.Of(CommandKind.Launch).Concat(limits.Of(CommandKind.Terminate))
                    .Where(limit => !limit.PerInstance)
                    .Min(limit => (double?)(limit.PerSecond * (1 - limits.OthersShare)))
                : null,
        };
    }

    private async Task<ImmutableArray<(FleetName, int)>> MarkAsync(
        IEnumerable<FleetLook> fleets, Dictionary<ImageName, RiskLedger> ledgers, CancellationToken cancellationToken)
    {
        var marked = ImmutableArray.CreateBuilder<(FleetName, int)>();
        foreach (var fleet in fleets)
        {
            // Revoked, and released under a waiver that is over: those speak first.
            var news = await _controls.MarkUnfitAsync(fleet.Snapshot, catalog, cancellationToken);
            var (due, revoked) = (
                new Dictionary<InstanceId, (string, DateTimeOffset)>(), new HashSet<InstanceId>());
            foreach (var same in fleet.Snapshot.Instances.GroupBy(view => view.Image))
            {
                if (await catalog.RevocationOfAsync(same.Key, cancellationToken) is not null)
                {
                    revoked.UnionWith(same.Select(view => view.Id));
                }
                else if (ledgers.TryGetValue(same.Key.Image, out var ledger)
                    && FirstDue(fleet.Snapshot.Fleet, same.Key, ledger) is { } first)
                {
                    foreach (var view in same)
                    {
                        due[view.Id] = first;
                    }
                }
            }

            news += await _controls.MarkVulnerableAsync(fleet.Snapshot.Fleet, due, revoked, cancellationToken);
            if (news > 0)
            {
                marked.Add((fleet.Snapshot.Fleet, news));
            }
        }

        return marked.ToImmutable();
    }

    private (string Detail, DateTimeOffset DueAt)? FirstDue(FleetName fleet, ArtifactId image, RiskLedger ledger)
    {
        var now = time.GetUtcNow();
        var first =
            (from risk in ledger.Versions.GetValueOrDefault(image) ?? []
            where risk.Kind == RiskKind.Vulnerability
            let record = ledger.Risks[risk]
            let at = record.AcceptanceOf(image, now) is null ? record.DueAt(fleet, image) : null
            where at is not null
            orderby at, $"{risk}"
            select (Record: record, At: at.Value)).FirstOrDefault();

        // Only the first is named: with the number of the others every instance would be marked anew each day.
        return first.Record is { } urgent
            ? (string.Create(
                CultureInfo.InvariantCulture,
                $"{urgent.Key} is due {first.At:yyyy-MM-dd HH:mm} UTC, {urgent.In(fleet).Band}"), first.At)
            : null;
    }
}
