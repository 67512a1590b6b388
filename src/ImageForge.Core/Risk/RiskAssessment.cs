using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Risk;

/// <summary>
/// What a review adds to the journal: what was not known before, and nothing twice. Applied and asked again on the same
/// evidence it only says once more that a review was.
/// </summary>
public sealed class RiskAssessment
{
    /// <summary>The longest that nobody looks: a fix may be known only then.</summary>
    public static readonly TimeSpan ReviewEvery = TimeSpan.FromHours(24);

    /// <summary>A build with all of its gates, with room to spare.</summary>
    public static readonly TimeSpan BuildAllowance = TimeSpan.FromHours(1);

    private readonly ImageInReview _review;
    private readonly List<RiskEvent> _news = [];
    private RiskLedger _ledger;

    private RiskAssessment(RiskLedger ledger, ImageInReview review) => (_ledger, _review) = (ledger, review);

    /// <summary>The events to append, in this order.</summary>
    public static IReadOnlyList<RiskEvent> Of(RiskLedger ledger, ImageInReview review)
    {
        var assessment = new RiskAssessment(ledger, review);
        assessment.Run();
        return assessment._news;
    }

    private void Run()
    {
        foreach (var same in _review.Versions.SelectMany(version => version.Findings)
            .GroupBy(finding => finding.Key).OrderBy(same => $"{same.Key}", StringComparer.Ordinal))
        {
            Find(same.First());
        }

        foreach (var version in _review.Versions)
        {
            ImmutableArray<RiskKey> keys =
                [.. version.Findings.Select(finding => finding.Key).OrderBy(key => $"{key}", StringComparer.Ordinal)];
            if (_ledger.Versions.GetValueOrDefault(version.Image) is not { } known || !known.SetEquals(keys))
            {
                Say(new RiskEvent.Carried(version.Image, keys));
            }
        }

        foreach (var record in _ledger.Risks.Values.Where(record => record.Mitigated is null)
            .OrderBy(record => $"{record.Key}", StringComparer.Ordinal).ToList())
        {
            Settle(record.Key);
        }

        Say(new RiskEvent.Reviewed(
            _review.By, _review.Feeds, [.. _review.Versions.Select(version => version.Image)]));
    }

    private void Find(RiskFinding finding)
    {
        if (_ledger.Risks.GetValueOrDefault(finding.Key) is not { Mitigated: null } known)
        {
            Say(new RiskEvent.Found(finding.Key, finding.Detail, finding.Facts, finding.By));
        }
        else if (known.Facts != finding.Facts)
        {
            Say(new RiskEvent.Rated(finding.Key, finding.Facts));
        }
    }

    private void Settle(RiskKey risk)
    {
        // Also of what runs on a version that is not here any more: it carries what it was last known to.
        if (_review.Versions.All(version => !_ledger.Carries(version.Image, risk))
            && _review.Fleets.All(fleet => !Carriers(fleet, risk).Any()))
        {
            Say(new RiskEvent.Mitigated(risk, "nothing that runs or that a channel names carries it"));
            return;
        }

        Accept(risk);
        foreach (var fleet in _review.Fleets.Where(fleet => Carriers(fleet, risk).Any()))
        {
            Date(risk, fleet);
            Call(risk, fleet);
        }
    }

    private void Accept(RiskKey risk)
    {
        var known = _ledger.Risks[risk].Acceptances;
        var valid = _review.Acceptances.Where(accepted => accepted.Risk == risk)
            .Select(accepted => accepted.Acceptance).ToList();
        foreach (var ended in known.Where(old => valid.All(now => now.Waiver != old.Waiver)))
        {
            Say(new RiskEvent.AcceptanceEnded(
                risk, ended.Waiver, ended.Until < _review.At ? ended.Until : _review.At,
                ended.Until <= _review.At ? $"it held until {ended.Until:yyyy-MM-dd HH:mm} UTC" : "it is gone"));
        }

        foreach (var accepted in valid.Where(now => !known.Contains(now)))
        {
            Say(new RiskEvent.Accepted(risk, accepted));
        }
    }

    private void Date(RiskKey risk, FleetInReview fleet)
    {
        var record = _ledger.Risks[risk];
        if (risk.Kind != RiskKind.Vulnerability)
        {
            return;
        }

        var (band, unknown) = _review.Table.Of(record.Facts, fleet.Policy?.IsExposed);
        var known = record.In(fleet.Fleet);
        if (known.Band != band || !known.Unknown.SequenceEqual(unknown, StringComparer.Ordinal))
        {
            Say(new RiskEvent.Dated(risk, fleet.Fleet, band, unknown, _review.At));
        }
    }

    private void Call(RiskKey risk, FleetInReview fleet)
    {
        var record = _ledger.Risks[risk];
        var due = Carriers(fleet, risk).Min(image => record.DueAt(fleet.Fleet, image));
        if (due is not { } dueAt || dueAt <= _review.At
            || record.In(fleet.Fleet).Called is { Said.DueAt: var called } && called == dueAt)
        {
            return;
        }

        var (finish, arithmetic) = Forecast(record, fleet);
        if (!(finish <= dueAt))
        {
            Say(new RiskEvent.Called(risk, fleet.Fleet, dueAt, finish, arithmetic));
        }
    }

    private (DateTimeOffset? Finish, string Arithmetic) Forecast(RiskRecord record, FleetInReview fleet)
    {
        if (fleet.Policy is not { } policy)
        {
            return (null, $"fleet {fleet.Fleet} has no schedule, so nothing rotates it");
        }

        var (begin, how) = record switch
        {
            _ when fleet.Current is { } current && !_ledger.Carries(current, record.Key) =>
                (_review.At, $"{current} is without it"),
            { Key.Kind: RiskKind.Vulnerability, Facts.Fixed: { } version } =>
                (_review.At + BuildAllowance, $"{version} is without it, a build is given 1 h"),
            _ => (_review.At + ReviewEvery + BuildAllowance,
                "nothing without it is known; if that is so at the next review, within 24 h, and a build takes 1 h"),
        };
        var toGo = Carriers(fleet, record.Key).Sum(image => fleet.Instances[image]);
        var forecast = RotationForecast.Of(policy, toGo, begin, fleet.Boot, fleet.CallsPerSecond);
        return (
            forecast.Finish,
            $"{how}; {forecast.Arithmetic}; "
                + (forecast.Finish is { } at ? $"gone at {at:yyyy-MM-dd HH:mm} UTC" : "no window opens"));
    }

    private IEnumerable<ArtifactId> Carriers(FleetInReview fleet, RiskKey risk) =>
        fleet.Instances.Keys.Where(image => _ledger.Carries(image, risk));

    private void Say(RiskEvent news)
    {
        _news.Add(news);
        _ledger = _ledger.Apply(news, _review.At);
    }
}
