using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ImageForge.Provider.Shapes;

/// <summary>
/// Everything that programs can name. Where a key of the YAML definitions says the same, its form is taken from there,
/// so that names, limits and defaults have one source.
/// </summary>
internal static class Catalog
{
    public const string Package = "imageforge";
    private const string Module = $"{Package}:index:";

    /// <summary>How the provider itself is configured.</summary>
    public static ImmutableArray<PropertyShape> Configuration { get; } =
    [
        new("definitions", Form.Text(
            "The folder that holds images/ and schedules/, from the program's folder on. Left out: "
                + "$IMAGEFORGE_DEFINITIONS, else the program's folder. Not with endpoint: the service has its own.")
                .With("minLength", 1)),
        new("state", Form.Text(
            "The state directory of this machine; at most 64 characters. Left out: as for the command line, "
                + "$IMAGEFORGE_STATE, else /var/lib/imageforge for root and "
                + "~/.local/share/imageforge for others. Not with endpoint.").With("minLength", 1)),
        new("target", Form.Text(
            "Where images are built and fleets run: local, or simulated:http://127.0.0.1:PORT. Left out: "
                + "$IMAGEFORGE_TARGET, else local. Not with endpoint.")),
        new("endpoint", Form.Text(
            "The address of `imageforge serve`, such as https://forge.example:7443. With it everything is submitted to "
                + "that service and followed; without it this machine builds and rotates.")),
        new("token", Form.Text(
            "What `imageforge token create` printed, for endpoint; the role operator submits builds and rotations, the "
                + "role approver is needed to remove images.").With("minLength", 1)) { IsSecret = true },
    ];

    public static ResourceShape GoldenImage { get; } = new(
        Module + "GoldenImage",
        "A hardened image, built by its definition and let through by its gates. An unchanged definition is no diff; a "
            + "changed one builds a new version and keeps the old until retention lets it go.",
        [
            new("definition", Form.OfKey("image", "name").With(
                "description", "Name of the image: a folder under images/. Lower-case letters, digits and -, beginning "
                    + "with a letter; at most 40 characters.")) { IsRequired = true, Replaces = true },
            Target,
            new("channel", Form.OfKey("schedule", "channel").Without("default").With(
                "description", "The channel that a version which passed its gates is released to: stable, or canary, "
                    + "which is never older. Left out: what the definition's promotion.automatic says.")),
            new("overrides", Form.Record(
                "ImageOverrides", "What is wanted otherwise than the definition says; another wish, another digest.",
                ("pockets", Form.OfKey("image", "base", "pockets").Without("default")))),
        ],
        [
            new("image", Form.Text("Name of the image.")) { IsRequired = true },
            .. ImageFacts,
            new("ids", Form.Map("The version's id on each target.", Form.Text("An id of that target."))),
            new("packagesAvailable", Form.Whole(
                "Packages of which the index that is at hand has another version, as the last refresh saw it; for "
                    + "information. Rebuilt when the definition's rebuild says so.")),
            new("checkedAt", Form.Text("When packages were last resolved for it, in UTC, such as "
                + "2026-11-30T08:15:00Z.")),
        ]);

    public static ResourceShape Fleet { get; } = new(
        Module + "Fleet",
        "A fleet of instances on an image, as its schedule says. A change is a rotation: never below the floor.",
        [
            new("schedule", Form.OfKey("schedule", "fleet").With(
                "description", "Name of the fleet: a file under schedules/, without .yaml. Lower-case letters, digits "
                    + "and -, beginning with a letter; at most 16 characters."))
            {
                IsRequired = true, Replaces = true,
            },
            new("image", Form.Text(
                "The version to run, such as web@0123456789ab (an image's output version), or a channel, such as "
                    + "web:canary. At most 120 characters. Left out: what the schedule's image and channel name.")
                .With("title", "an image").With("maxLength", 120)
                .With("pattern", "^[a-z][a-z0-9-]*(:(stable|canary)|@[0-9a-f]{6,64})?$")),
            new("desired", Form.OfKey("schedule", "desired").With(
                "description", "Instances the fleet shall have, in place of the schedule's desired, for the local and "
                    + "the simulated target; 1 to 100000. Rotations that the program does not begin go by the "
                    + "schedule. Not with endpoint.")),
            Target,
            new("waitFor", Form.Text(
                "complete: wait until the rotation has ended, a hold is an error. started: return once it has begun; "
                    + "`imageforge serve` or `imageforge rotate` goes on with it.", "complete", "started")
                .With("default", "complete")),
        ],
        [
            new("fleet", Form.Text("Name of the fleet.")) { IsRequired = true },
            .. FleetFacts,
            new("scheduleDigest", Form.Text("SHA-256 of the schedule, in hex.")),
        ]);

    public static ResourceShape Waiver { get; } = new(
        Module + "Waiver",
        "A risk that somebody accepted for a time: the file images/waivers/<id>.yaml, to be committed and reviewed "
            + "like every other definition. Not with endpoint: there the files are the service's.",
        [
            .. Form.OfFile("waiver").Select(key => new PropertyShape(key.Name, key.Form)
            {
                IsRequired = key.IsRequired, Replaces = key.Name == "id",
            }),
        ],
        [
            new("file", Form.Text("The file, from the definitions' folder on.")) { IsRequired = true },
            new("holds", Form.Flag("Whether it still holds: until the end of the day expires, in UTC.")),
        ]);

    public static ResourceShape GetImage { get; } = new(
        Module + "getImage",
        "The version of an image that a channel names: what a fleet would be launched on.",
        [
            new("name", Form.OfKey("image", "name")) { IsRequired = true },
            new("channel", Form.OfKey("schedule", "channel")),
            Target,
        ],
        [.. ImageFacts]);

    public static ResourceShape GetFleetPosture { get; } = new(
        Module + "getFleetPosture",
        "One look at a fleet: capacity, ages, images, sensors and risks, in numbers.",
        [
            new("fleet", Form.OfKey("schedule", "fleet")) { IsRequired = true },
            Target,
        ],
        [
            .. FleetFacts,
            new("openRisks", Form.Whole("Vulnerabilities that instances carry and of which nothing is done now.")),
            new("acceptedRisks", Form.Whole("Those that somebody lives with for a time.")),
            new("mitigatingRisks", Form.Whole("Those that a rotation under way removes.")),
            new("lateRisks", Form.Whole("Of all those: past their due date.")),
        ]);

    public static ImmutableArray<ResourceShape> Resources { get; } = [GoldenImage, Fleet, Waiver];

    public static ImmutableArray<ResourceShape> Functions { get; } = [GetImage, GetFleetPosture];

    private static PropertyShape Target => new("target", Form.Text(
        "Where: local, or simulated:http://127.0.0.1:PORT. Left out: as the provider is configured. Not with "
            + "endpoint."))
    {
        Replaces = true,
    };

    private static ImmutableArray<PropertyShape> ImageFacts =>
    [
        new("version", Form.Text("The built version, such as web@0123456789ab.")) { IsRequired = true },
        new("digest", Form.Text("SHA-256 of its plan, whole, in hex.")) { IsRequired = true },
        new("definitionDigest", Form.Text("SHA-256 of the composed definition that it was built by, in hex. It alone "
            + "decides whether the image is built anew.")) { IsRequired = true },
        new("state", Form.Text("validated, released, deprecated, revoked or refused.")) { IsRequired = true },
        new("builtAt", Form.Text("When it was built, in UTC, such as 2026-11-30T08:15:00Z.")) { IsRequired = true },
        new("sbom", Form.Text("Its software bill of materials (CycloneDX): a file of this machine, or an address of "
            + "the service. Empty where nothing was built.")),
        new("provenance", Form.Text("The signed statement of how it came to be (in-toto, SLSA): as sbom.")),
        new("gates", Form.List("What each gate said.", Form.Record(
            "GateResult", "A gate's verdict.", ("name", Form.Text("Name of the gate.")),
            ("passed", Form.Flag("Whether the image may go on.")),
            ("notRun", Form.Flag("Whether it had nothing to judge by, and proves nothing.")),
            ("summary", Form.Text("What was looked at and how much of it held."))))),
        new("packagesChanged", Form.List("Packages in other versions than in the version before.", Form.Record(
            "PackageChange", "A package that changed.", ("name", Form.Text("Name of the package.")),
            ("from", Form.Text("Its version before.")), ("to", Form.Text("Its version now."))))),
    ];

    private static ImmutableArray<PropertyShape> FleetFacts =>
    [
        new("version", Form.Text("The image that it goes to or should run, such as web@0123456789ab; empty where "
            + "nobody can say.")),
        new("desired", Form.Whole("Instances that it should have.")),
        new("healthy", Form.Whole("Instances in service whose application and sensor were healthy throughout the "
            + "warm-up.")),
        new("total", Form.Whole("Instances that are not terminated.")),
        new("current", Form.Whole("Instances on version.")),
        new("currentShare", Form.Whole("Percent of all instances on version, rounded down; 0 to 100.")),
        new("sensorCoverage", Form.Whole("Percent of the instances that run whose sensor reports, rounded down; 0 to "
            + "100.")),
        new("oldestAge", Form.Whole(
            "Age of the instance that was launched first, in seconds; 0 in an empty fleet.")),
        new("endpoint", Form.Text("Where its users send requests, such as http://127.0.0.1:8080; empty where its load "
            + "balancer is down or somebody else's.")),
        new("rotation", Form.Text("Its last rotation; empty before the first.")),
        new("rotationState", Form.Text("none, under way, or how the last rotation ended.")),
    ];

    private static JsonObject Without(this JsonObject form, string key)
    {
        form.Remove(key);
        return form;
    }
}
