using ImageForge.Core.Detection;
using ImageForge.Core.Images;
using ImageForge.Core.Notices;
using ImageForge.Core.Risk;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// One reading of the files under a root: which names there are, and each file parsed at most once. Never reused: the
/// next command sees what is on the disk then.
/// </summary>
internal sealed class DefinitionTree
{
    private static readonly HashSet<string> Reserved =
        new(StringComparer.Ordinal) { "controls", "sensors", "scenarios", "waivers", "profiles", "feeds", "noise" };

    private static readonly string[] DefinitionFolders =
    [
        "images", "images/controls", "images/profiles", "images/sensors", "images/feeds", "images/waivers",
        "images/scenarios", "images/noise", "schedules", "webhooks",
    ];

    private readonly string _root;
    private readonly DateOnly _today;
    private readonly DefinitionSections _sections;
    private readonly ProvisionSections _provision;
    private readonly SourceFiles _sources;
    private readonly SortedSet<string> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DefinitionFile File, ImageFragment Fragment)?> _images =
        new(StringComparer.Ordinal);

    public DefinitionTree(string root, DateOnly today)
    {
        (_root, _today) = (root, today);
        _sources = new SourceFiles(root, Errors);
        _sections = new DefinitionSections(_sources, Errors);
        _provision = new ProvisionSections(_sources, Errors);
        ImageNames = Folders("images").Where(name => !Reserved.Contains(name) && HasImage(name)).ToList();
        ControlIds = Names("images/controls");
        SensorIds = Names("images/sensors");
        FleetNames = Names("schedules");
        WaiverIds = Names("images/waivers");
        ProfileIds = Names("images/profiles");
        FeedIds = Names("images/feeds");
        ScenarioIds = Names("images/scenarios");
        NoiseIds = Names("images/noise");
        WebhookIds = Names("webhooks");
    }

    public DefinitionErrors Errors { get; } = new();
    public IReadOnlyList<string> ImageNames { get; }
    public IReadOnlyList<string> ControlIds { get; }
    public IReadOnlyList<string> SensorIds { get; }
    public IReadOnlyList<string> FleetNames { get; }
    public IReadOnlyList<string> WaiverIds { get; }
    public IReadOnlyList<string> ProfileIds { get; }
    public IReadOnlyList<string> FeedIds { get; }
    public IReadOnlyList<string> ScenarioIds { get; }
    public IReadOnlyList<string> NoiseIds { get; }
    public IReadOnlyList<string> WebhookIds { get; }

    /// <summary>Everything read so far, relative to the root.</summary>
    public IEnumerable<string> FilesRead => _read.Union(_sources.Read).Order(StringComparer.Ordinal);

    /// <summary>One image file, or null if it cannot be read at all; faults are in <see cref="Errors"/>.</summary>
    public (DefinitionFile File, ImageFragment Fragment)? Image(string name)
    {
        if (!_images.TryGetValue(name, out var image))
        {
            var file = Load($"images/{name}/image.yaml", DefinitionSchema.Image);
            image = file is null ? null : (file, new ImageReader(_sections, _provision, Errors).Read(file, name));
            _images[name] = image;
        }

        return image;
    }

    /// <summary>Every control that can be read.</summary>
    public IReadOnlyList<HardeningControl> Controls => field ??= ReadAll(
        "images/controls", ControlIds, DefinitionSchema.Control, new ControlReader(Errors).Read);

    /// <summary>Every sensor that can be read, by id.</summary>
    public IReadOnlyDictionary<string, SensorDefinition> Sensors => field ??= ReadAll(
        "images/sensors", SensorIds, DefinitionSchema.Sensor, new SensorReader(_sections, _provision, Errors).Read)
        .ToDictionary(sensor => sensor.Id, StringComparer.Ordinal);

    /// <summary>Every profile that has a file which can be read.</summary>
    public IReadOnlyList<ImageProfile> Profiles => field ??= ReadAll(
        "images/profiles", ProfileIds, DefinitionSchema.Profile, new ProfileReader(ScenarioIds, Errors).Read);

    /// <summary>Every feed that can be read.</summary>
    public IReadOnlyList<FeedDefinition> Feeds => field ??= ReadAll(
        "images/feeds", FeedIds, DefinitionSchema.Feed, new FeedReader(_root, Errors).Read);

    /// <summary>Every waiver that can be read, expired ones too.</summary>
    public IReadOnlyList<Waiver> Waivers => field ??= ReadAll(
        "images/waivers", WaiverIds, DefinitionSchema.Waiver, WaiverReader.Read);

    public WaiverReader WaiverReader => new(ControlIds, ScenarioIds, ImageNames, _today, Errors);

    /// <summary>Every attack scenario that can be read.</summary>
    public IReadOnlyList<Scenario> Scenarios => field ??= ReadAll(
        "images/scenarios", ScenarioIds, DefinitionSchema.Scenario, new ScenarioReader(Errors).Read);

    /// <summary>Every measurement of a rule set that can be read.</summary>
    public IReadOnlyList<NoiseMeasurement> Noise => field ??= ReadAll(
        "images/noise", NoiseIds, DefinitionSchema.Noise, new NoiseReader(Errors).Read);

    /// <summary>Every webhook that can be read.</summary>
    public IReadOnlyList<Webhook> Webhooks => field ??= ReadAll(
        WebhookReader.Folder, WebhookIds, DefinitionSchema.Webhook, new WebhookReader(Errors).Read);

    /// <summary>How soon vulnerabilities have to be gone; null if there is no file, or it cannot be read.</summary>
    public RemediationTable? Remediation => field ??= File.Exists(Path.Combine(_root, RemediationReader.Path))
        && Load(RemediationReader.Path, DefinitionSchema.Remediation) is { } file
            ? new RemediationReader(Errors).Read(file)
            : null;

    /// <summary>Parses a file, looks for secrets in it and holds it against its schema.</summary>
    public DefinitionFile? Load(string path, DefinitionSchema schema)
    {
        _read.Add(path);
        return DefinitionText.Read(_root, path, Errors) is { } text ? Judge(path, text, schema) : null;
    }

    /// <summary>The same with a text that need not be in a file yet.</summary>
    public DefinitionFile? Judge(string path, string text, DefinitionSchema schema)
    {
        if (SecretScan.Find(text) is { } secret)
        {
            Errors.Add(
                path, new Position(secret.Line, secret.Column), $"{secret.Kind} in plain text", SecretScan.WayOut);
        }

        if (YamlReader.Read(path, text, Errors) is not { } file)
        {
            return null;
        }

        schema.Check(file, Errors);
        return file;
    }

    /// <summary>
    /// Faults that no single file has: folders without a definition, endings that would be passed over in silence.
    /// </summary>
    public void CheckStrays()
    {
        foreach (var name in Folders("images").Where(name => !Reserved.Contains(name) && !HasImage(name)))
        {
            Errors.Add(
                $"images/{name}", Position.Start, "the folder has no image.yaml", "create it, or delete the folder");
        }

        foreach (var folder in DefinitionFolders)
        {
            foreach (var file in Files(folder, "*.yml"))
            {
                Errors.Add(
                    $"{folder}/{file}",
                    Position.Start,
                    "the file ends in .yml and would be passed over",
                    "rename it to .yaml");
            }
        }
    }

    private List<T> ReadAll<T>(
        string folder, IEnumerable<string> names, DefinitionSchema schema, Func<DefinitionFile, string, T> read)
    {
        var all = new List<T>();
        foreach (var name in names)
        {
            if (Load($"{folder}/{name}.yaml", schema) is { } file)
            {
                all.Add(read(file, name));
            }
        }

        return all;
    }

    private bool HasImage(string name) => File.Exists(Path.Combine(_root, "images", name, "image.yaml"));

    private List<string> Names(string folder) =>
        [.. Files(folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file))];

    private IEnumerable<string> Files(string folder, string pattern) =>
        LastNames(folder, path => Directory.EnumerateFiles(path, pattern));

    private IEnumerable<string> Folders(string folder) => LastNames(folder, Directory.EnumerateDirectories);

    private IEnumerable<string> LastNames(string folder, Func<string, IEnumerable<string>> list)
    {
        var path = Path.Combine(_root, folder);
        return Directory.Exists(path)
            ? list(path).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)
            : [];
    }
}
