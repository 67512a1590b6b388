using System.Globalization;
using System.Text.Json.Nodes;

namespace ImageForge.Targets.Tests.Simulated.Risks;

/// <summary>
/// What feeds say on each day of a year: drawn from a seed, and written as they are published. Nothing new becomes
/// known after its last day, so that what is left can come to its end.
/// </summary>
internal sealed class FeedYear
{
    public const int Packages = 12;
    public const int Days = 365;

    private static readonly Flaw Elsewhere =
        new("CVE-2020-1", Packages, 0, null, null, null, false, false, null, 0, false);

    private readonly int[][] _fixes;

    public FeedYear(params IReadOnlyList<Flaw> flaws)
    {
        Flaws = flaws;
        _fixes =
        [
            .. Enumerable.Range(0, Packages).Select(package => Flaws
                .Where(flaw => flaw.Package == package && flaw.FixedOn is not null)
                .Select(flaw => flaw.FixedOn!.Value).Order().ToArray()),
        ];
    }

    public IReadOnlyList<Flaw> Flaws { get; }

    public static FeedYear Of(int seed)
    {
        var dice = new Random(seed);
        return new FeedYear(
        [
            .. Enumerable.Range(0, Days).Where(_ => dice.Next(100) < 45).Select((day, number) =>
                Draw(dice, day, $"CVE-2026-{1000 + number}")),
        ]);
    }

    /// <summary>The newest version of a package on a day: each fix raises its last number.</summary>
    public string VersionOn(int package, int day) => $"1.0-{1 + _fixes[package].Count(fix => fix <= day)}";

    /// <summary>OSV entries of that day, with one of a package that the image has not: no feed is ever empty.</summary>
    public string OsvOn(int day) => new JsonArray(
    [
        .. Flaws.Where(flaw => flaw.FoundOn <= day).Prepend(Elsewhere).Select(flaw => new JsonObject
        {
            ["id"] = $"DEBIAN-{flaw.Id}",
            ["upstream"] = new JsonArray(flaw.Id),
            ["affected"] = new JsonArray(new JsonObject
            {
                ["package"] = new JsonObject { ["ecosystem"] = "Debian:12", ["name"] = $"source-{flaw.Package}" },
                ["ranges"] = new JsonArray(new JsonObject
                {
                    ["type"] = "ECOSYSTEM",
                    ["events"] = new JsonArray(
                    [
                        new JsonObject { ["introduced"] = "0" },
                        .. flaw.FixedOn is { } fix && fix <= day
                            ? new JsonObject[] { new() { ["fixed"] = VersionOn(flaw.Package, fix) } }
                            : [],
                    ]),
                }),
            }),
        }),
    ]).ToJsonString();

    public string KevOn(int day, DateTimeOffset start) => new JsonObject
    {
        ["vulnerabilities"] = new JsonArray(
        [
            Listed("CVE-2020-1", start),
            .. Flaws.Where(flaw => flaw.ExploitedOn <= day)
                .Select(flaw => Listed(flaw.Id, start.AddDays(flaw.ExploitedOn!.Value))),
        ]),
    }.ToJsonString();

    public string SsvcOn(int day) => new JsonArray(
    [
        Rated("CVE-2020-1", automatable: false, isTotal: false),
        .. Flaws.Where(flaw => flaw.RatedOn <= day)
            .Select(flaw => Rated(flaw.Id, flaw.Automatable, flaw.IsTotal)),
    ]).ToJsonString();

    private static Flaw Draw(Random dice, int day, string id)
    {
        // Fixed when it is told of, weeks later, or never; those are what somebody has to live with.
        var fixedOn = dice.Next(10) switch
        {
            < 6 => day,
            < 9 => day + dice.Next(1, 41),
            _ => (int?)null,
        };
        return new Flaw(
            id, dice.Next(Packages), day, fixedOn, dice.Next(10) == 0 ? day + dice.Next(0, 60) : null,
            dice.Next(10) < 9 ? day + dice.Next(0, 3) : null, dice.Next(3) == 0, dice.Next(3) == 0,
            fixedOn is null || dice.Next(12) == 0 ? day + dice.Next(0, 3) : null, dice.Next(20, 180),
            dice.Next(3) > 0);
    }

    private static JsonObject Listed(string id, DateTimeOffset at) => new()
    {
        ["cveID"] = id, ["dateAdded"] = at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    private static JsonObject Rated(string id, bool automatable, bool isTotal) => new()
    {
        ["dataType"] = "CVE_RECORD",
        ["cveMetadata"] = new JsonObject { ["cveId"] = id },
        ["containers"] = new JsonObject
        {
            ["adp"] = new JsonArray(new JsonObject
            {
                ["metrics"] = new JsonArray(new JsonObject
                {
                    ["other"] = new JsonObject
                    {
                        ["type"] = "ssvc",
                        ["content"] = new JsonObject
                        {
                            ["options"] = new JsonArray(
                                new JsonObject { ["Automatable"] = automatable ? "yes" : "no" },
                                new JsonObject { ["Technical Impact"] = isTotal ? "total" : "partial" }),
                        },
                    },
                }),
            }),
        },
    };
}
