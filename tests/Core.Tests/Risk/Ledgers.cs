using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Risk;

/// <summary>Reviews, ledgers and what they are about, written as shortly as they are thought.</summary>
internal static class Ledgers
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 6, 0, 0, TimeSpan.Zero);
    public static readonly ImageName Image = new("web");
    public static readonly ArtifactId Old = new(Image, Digest.OfText("old"));
    public static readonly ArtifactId New = new(Image, Digest.OfText("new"));
    public static readonly FleetName Fleet = new("web");
    public static readonly RiskKey Cve = new("CVE-2026-1", "openssl", RiskKind.Vulnerability);
    public static readonly RiskKey Control = new("umask-strict", "hardening", RiskKind.Finding);

    /// <summary>Three instances at a floor of three with one to spare, at any time: minutes.</summary>
    public static readonly RotationPolicy Policy = new()
    {
        Fleet = Fleet,
        Image = Image,
        Desired = 3,
        MinHealthyPercentage = 100,
        MaxHealthyPercentage = 133,
        Checkpoints = [],
        IsExposed = true,
    };

    /// <summary>Facts by letters, as <see cref="Bands.Parse"/> has them.</summary>
    public static RiskFinding Finding(RiskKey key, string inputs = "-e--", string? fixedIn = null) => new(
        key, $"{key.Source} 1.0", Bands.Parse(inputs).Facts with { Fixed = fixedIn }, ["osv"]);

    public static VersionFindings Carries(
        ArtifactId image, bool isCurrent, params ImmutableArray<RiskFinding> findings) =>
        new(image, findings, isCurrent);

    public static FleetInReview Runs(
        ArtifactId current, RotationPolicy? policy,
        params IEnumerable<(ArtifactId Image, int Count)> instances) => new()
    {
        Fleet = Fleet,
        Policy = policy,
        Current = current,
        Instances = instances.ToImmutableDictionary(run => run.Image, run => run.Count),
    };

    public static ImageInReview Review(
        int day, ImmutableArray<VersionFindings> versions, ImmutableArray<FleetInReview> fleets,
        params ImmutableArray<(RiskKey, RiskAcceptance)> acceptances) => new()
    {
        At = Start.AddDays(day),
        By = "ann",
        Feeds = ImmutableSortedDictionary<string, string>.Empty,
        Versions = versions,
        Fleets = fleets,
        Acceptances = acceptances,
        Table = Bands.Table,
    };

    public static RiskAcceptance Accepted(int untilDay, string version = "") =>
        new("w1", version, "Bea", "behind a proxy", Start.AddDays(untilDay));

    /// <summary>Each review on what the ones before left.</summary>
    public static (RiskLedger Ledger, IReadOnlyList<RiskEvent> News) Run(params IEnumerable<ImageInReview> reviews)
    {
        var (ledger, news) = (RiskLedger.Empty, (IReadOnlyList<RiskEvent>)[]);
        foreach (var review in reviews)
        {
            news = RiskAssessment.Of(ledger, review);
            ledger = news.Aggregate(ledger, (known, said) => known.Apply(said, review.At));
        }

        return (ledger, news);
    }
}
