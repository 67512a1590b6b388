using ImageForge.Core.Detection;
using ImageForge.Core.Images;

namespace ImageForge.Core.Tests.Images;

/// <summary>A small image with something of everything, and its plan.</summary>
internal static class WebImage
{
    public static readonly ImageDefinition Definition = new()
    {
        Name = new ImageName("web"),
        Description = "a web server",
        Extends = [new ImageName("debian-base")],
        Base = new BaseSystem { Distribution = "debian", Suite = "bookworm", Architecture = "amd64" },
        Packages = ["auditd", "nginx-light"],
        Files = [new FileEntry("/var/www/index.html", Digest.OfText("hello"), "/here/index.html", "web", "web")],
        Users = [new UserAccount { Name = "web" }],
        Units = new UnitSelection { Enable = ["nginx.service"], Mask = ["getty.target"] },
        Ports = [new OpenPort(80, "tcp"), new OpenPort(22, "tcp")],
        HardeningProfile = "server",
        Profile = new ImageProfile
        {
            Id = "server",
            Detection = new DetectionPolicy { Required = [new DetectionRequirement("shadow-copy", [])] },
        },
        Scenarios =
        [
            new Scenario { Id = "shadow-copy", Title = "Copies hashes", Technique = "T1003.008", Run = "cp" },
            new Scenario { Id = "who-am-i", Title = "Asks who it is", Technique = "T1033", Run = "id" },
        ],
        Controls = [Control("umask-strict", 60), Control("sshd-no-root", 20), Control("banner-legal", 20)],
        Sensors =
        [
            new SensorDefinition
            {
                Id = "beacon",
                Title = "beacon",
                Units = new UnitSelection { Enable = ["imageforge-beacon.timer"] },
                Identities = ["/var/lib/*/secret"],
            },
            new SensorDefinition
            {
                Id = "auditd",
                Title = "auditd",
                Packages = ["auditd"],
                Files = [
                    new FileEntry("/etc/audit/rules.d/forge.rules", Digest.OfText("-w /etc"), "/here/forge.rules")],
                Probe = "auditctl -s",
            },
        ],
        Health = new HealthProbe(80, "/healthz"),
        Digest = Digest.OfText("definition"),
    };

    public static readonly ResolvedPackages Resolved = new()
    {
        Base = [Package("libc6", "2.36-9+deb12u10", "glibc"), Package("dpkg", "1.21.22", "dpkg")],
        Additional = [Package("nginx-light", "1.22.1-9+deb12u1", "nginx"), Package("auditd", "1:3.0.9-1", "audit")],
        IndexDigest = Digest.OfText("index"),
        SuiteReleasedAt = DateTimeOffset.FromUnixTimeSeconds(1_783_764_997),
        IndexFetchedAt = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000),
    };

    public static readonly IReadOnlyList<ProvisionStep> TargetSteps =
        [new ProvisionStep.WriteText("/etc/fstab", "", "0644")];

    public static readonly IReadOnlyDictionary<string, string> Tools =
        new Dictionary<string, string> { ["mkfs.ext4"] = "1.47.0" };

    public static BuildPlan Plan() => Plan(Definition);

    public static BuildPlan Plan(ImageDefinition definition) =>
        BuildPlanner.Plan(definition, Resolved, "local", TargetSteps, Tools);

    public static HardeningControl Control(string id, int order) => new()
    {
        Id = id,
        Title = $"title of {id}",
        Why = "because",
        Area = ControlArea.Sshd,
        Severity = Severity.Medium,
        Profiles = ["server"],
        Apply = $"apply {id}",
        Check = $"check {id}",
        Mutation = $"mutation {id}",
        Order = order,
    };

    /// <summary>A package whose file's bytes are its name and version.</summary>
    public static PackageVersion Package(string name, string version, string source) => new(
        name, version, "amd64", source, Digest.OfText($"{name} {version}"), $"{name} {version}".Length,
        $"http://deb.debian.org/debian/pool/{name}.deb");
}
