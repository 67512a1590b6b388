using System.Collections.Immutable;
using System.Text.Json;
using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Journal;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Store;

namespace ImageForge.Browser.Tests;

/// <summary>
/// What happened before the service began: risks of what the fleet runs, written as a review writes them, and an image
/// with gates and a hotfix.
/// </summary>
internal static class PastOfState
{
    public static readonly ImageName Shop = new("shop");
    public static readonly ArtifactId ShopWhole = new(Shop, Digest.OfText("shop, as a whole"));
    public static readonly ArtifactId ShopHotfix = new(Shop, Digest.OfText("shop, with a hotfix"));
    public static readonly ArtifactId ShopRefused = new(Shop, Digest.OfText("shop, refused"));

    /// <param name="state">The installation's, or that of a cloud in it.</param>
    /// <param name="fleet">Who runs the image.</param>
    /// <param name="runs">What it runs.</param>
    /// <param name="instances">All of it.</param>
    public static async Task WriteAsync(
        StateDirectory state, FleetName fleet, ArtifactId runs, IReadOnlyList<InstanceId> instances)
    {
        state.Create();
        using var key = new InstallationKey(state);
        var journal = new StoredJournal(new ForgeDatabase(state), key, TimeProvider.System);
        await journal.AppendAsync(
            $"risk/{runs.Image}", [.. Reviewed(fleet, runs).Select(said => Draft(said))], null,
            TestContext.Current.CancellationToken);
        var rotations = new RotationJournal(journal);
        var record = RotationRecord.Empty;
        foreach (var news in PastAttack.Events(runs, instances[0], DateTimeOffset.UtcNow)
            .Concat(instances.Select(instance => new RotationEvent.Sighted(instance, runs))))
        {
            record = await rotations.AppendAsync(
                fleet, "past", record, news, TestContext.Current.CancellationToken);
        }

        var store = new ArtifactStore(state);
        foreach (var artifact in Versions(DateTimeOffset.UtcNow))
        {
            store.Adopt(artifact);
        }
    }

    private static IEnumerable<object> Reviewed(FleetName fleet, ArtifactId runs)
    {
        var (late, soon, accepted) = (Risk("CVE-2026-4711", "openssl"), Risk("CVE-2026-0815", "nginx"),
            Risk("ssh-root-login", "hardening", "Finding"));
        yield return Found(late, "libssl3 3.0.15-1", "Critical", "3.0.17-1", exploited: true);
        yield return Found(soon, "nginx 1.22.1-9", "High", "1.22.1-10", exploited: false);
        yield return Found(accepted, "PermitRootLogin yes", null, null, exploited: null);
        yield return new
        {
            @event = "risk-carried", image = $"{runs.Image}@{runs.PlanDigest.Hex}",
            risks = new[] { late, soon, accepted },
        };
        yield return Dated(late, fleet, 3, DateTimeOffset.UtcNow.AddDays(-4));
        yield return Dated(soon, fleet, 14, DateTimeOffset.UtcNow.AddDays(-2));
        yield return new
        {
            @event = "risk-accepted", risk = accepted,
            acceptance = new
            {
                waiver = "shop-root-login", version = "", owner = "platform@example.com",
                reason = "the migration needs it", until = DateTimeOffset.UtcNow.AddDays(20),
            },
        };
        yield return new
        {
            @event = "risk-reviewed", by = "the service", feeds = new Dictionary<string, string>(),
            images = new[] { $"{runs.Image}@{runs.PlanDigest.Hex}" },
        };
    }

    private static object Risk(string subject, string source, string kind = "Vulnerability") =>
        new { subject, source, kind };

    private static object Found(
        object risk, string detail, string? severity, string? mended, bool? exploited) => new
        {
            @event = "risk-found", risk, detail,
            facts = new
            {
                exploited, exploitedSince = (string?)null, automatable = (bool?)null, impact = (string?)null, severity,
                @fixed = mended,
            },
            by = new[] { "debian" },
        };

    private static object Dated(object risk, FleetName fleet, int days, DateTimeOffset since) => new
    {
        @event = "risk-dated", risk, fleet = fleet.Value, band = new { within = days, forensics = false },
        unknown = Array.Empty<string>(), since,
    };

    private static JournalDraft Draft(object said) =>
        new("review", JournalPhase.Noted, "web", JsonSerializer.Serialize(said));

    private static IEnumerable<ImageArtifact> Versions(DateTimeOffset now)
    {
        var whole = Version(ShopWhole, now.AddDays(-12), ImageState.Released, Gates(refused: false));
        yield return whole;
        yield return Version(ShopHotfix, now.AddDays(-1), ImageState.Released, Gates(refused: false)) with
        {
            Hotfix = new HotfixOrigin(ShopWhole, "CVE-2026-4711", whole.Packages),
        };
        yield return Version(ShopRefused, now.AddHours(-2), ImageState.Refused, Gates(refused: true));
    }

    private static ImageArtifact Version(
        ArtifactId id, DateTimeOffset builtAt, ImageState state, ImmutableArray<GateResult> gates) => new()
        {
            Id = id,
            Target = "local",
            State = state,
            DefinitionDigest = id.PlanDigest,
            Base = new BaseSystem { Distribution = "debian", Suite = "bookworm", Architecture = "amd64" },
            BuiltAt = builtAt,
            Phases = [new PhaseTime("base", 41)],
            Layers =
            [
                .. new[] { "base", "packages", "files", "hardening", "sensors" }.Select(name =>
                    new ArtifactLayer(name, Digest.OfText(name), Digest.OfText($"{name} of {id}"))),
            ],
            Packages =
            [
                new PackageVersion(
                    "libssl3", "3.0.17-1", "amd64", "openssl", Digest.OfText("libssl3"), 2_000_000, "pool/libssl3.deb"),
            ],
            PackageIndexDigest = Digest.OfText("index"),
            PackageIndexFetchedAt = builtAt,
            Tools = ImmutableSortedDictionary<string, string>.Empty,
            Files = [],
            Gates = gates,
            Ports = [],
            Sensors = ["auditd"],
            HardeningProfile = "server",
            Controls = ["ssh-no-root", "umask", "nftables-default-deny"],
            Health = new HealthProbe(80, "/healthz"),
            Disk = new DiskSettings(),
        };

    private static ImmutableArray<GateResult> Gates(bool refused) =>
    [
        new GateResult("hardening", true, "57 of 58 controls hold, 1 is waived", [])
        {
            Waived =
            [
                new WaivedFinding(
                    new GateFinding("ssh-root-login", "PermitRootLogin no", "PermitRootLogin yes", "sshd -T"),
                    "shop-root-login", "platform@example.com", "the migration needs it",
                    DateTimeOffset.UtcNow.AddDays(20)),
            ],
        },
        new GateResult(
            "ports", !refused, refused ? "1 port is open that nobody declared" : "open ports are those declared: 80",
            refused ? [new GateFinding("tcp 8081", "closed", "LISTEN 0.0.0.0:8081 node", "ss -ltn")] : []),
        new GateResult("detection", true, "7 scenarios: 2 blocked, 5 detected, 0 missed", []),
        new GateResult("vulnerabilities", true, "no feed is here to judge by", []) { NotRun = true },
    ];
}
