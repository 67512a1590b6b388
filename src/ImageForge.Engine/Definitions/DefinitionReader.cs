using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Reads <c>images/</c> and <c>schedules/</c> under a root into records that are valid and composed. Every fault of a
/// reading is reported at once.
/// </summary>
/// <param name="root">The folder that holds <c>images/</c> and <c>schedules/</c>.</param>
/// <param name="time">Says what today is: waivers may end only so many days from then.</param>
public sealed partial class DefinitionReader(string root, TimeProvider? time = null)
{
    private const int ExtendsMax = 8;

    private readonly string _root = Path.GetFullPath(root);

    /// <summary>Reads an image with all its parents, controls and sensors.</summary>
    /// <exception cref="ForgeException">There is no image of that name (<see cref="ForgeError.NotFound"/>).</exception>
    /// <exception cref="DefinitionException">A file is wrong.</exception>
    public ImageDefinition ReadImage(string name, DefinitionOverrides? overrides = null)
    {
        var tree = NewTree();
        RequireName(name, tree.ImageNames, "image", "images");
        if (overrides?.Pockets is { } pockets && !pockets.Contains(Pocket.Release))
        {
            throw new ForgeException(
                ForgeError.Usage, "the pockets asked for lack release", "add release: the others only hold changes");
        }

        var definition = Compose(tree, name, overrides);
        tree.Errors.ThrowIfAny();
        return definition ?? throw new InvalidOperationException($"image {name} gave neither a definition nor a fault");
    }

    /// <summary>Whether there is a definition of that name, right or wrong.</summary>
    public bool HasImage(string name) => NewTree().ImageNames.Contains(name, StringComparer.Ordinal);

    /// <summary>How versions of an image are released and kept; the defaults where it has no file any more.</summary>
    /// <exception cref="DefinitionException">A file is wrong.</exception>
    public (PromotionPolicy Promotion, RetentionPolicy Retention) ReadPolicies(string image)
    {
        if (!HasImage(image))
        {
            return (new PromotionPolicy(), new RetentionPolicy());
        }

        var definition = ReadImage(image);
        return (definition.Promotion, definition.Retention);
    }

    /// <summary>Every schedule, and which image extends which: what names images.</summary>
    /// <exception cref="DefinitionException">A file is wrong.</exception>
    public (ImmutableArray<RotationPolicy> Schedules, ImmutableArray<(ImageName Child, ImageName Parent)> Children)
        ReadUses()
    {
        var tree = NewTree();
        var schedules = tree.FleetNames.Select(fleet => ReadSchedule(tree, fleet)).OfType<RotationPolicy>().ToList();
        var children =
            from name in tree.ImageNames
            let parent = tree.Image(name)?.Fragment.Extends
            where parent is not null
            select (new ImageName(name), parent.Value);
        var uses = (schedules.ToImmutableArray(), children.ToImmutableArray());
        tree.Errors.ThrowIfAny();
        return uses;
    }

    /// <summary>Reads a fleet's policy.</summary>
    /// <exception cref="ForgeException">There is no such schedule (<see cref="ForgeError.NotFound"/>).</exception>
    /// <exception cref="DefinitionException">The file is wrong.</exception>
    public RotationPolicy ReadSchedule(string fleet)
    {
        var tree = NewTree();
        RequireName(fleet, tree.FleetNames, "schedule", "schedules");
        var policy = ReadSchedule(tree, fleet);
        // A fleet must stay visible and removable while somebody breaks its image's files.
        tree.Errors.ThrowIfAny($"schedules/{fleet}.yaml");
        return policy ?? throw new InvalidOperationException($"schedule {fleet} gave neither a policy nor a fault");
    }

    /// <summary>Reads everything there is, and says what it read and what is wrong.</summary>
    /// <exception cref="ForgeException">The root has no <c>images/</c> (<see cref="ForgeError.NotFound"/>).</exception>
    public DefinitionReport ValidateAll()
    {
        RequireImages();
        var tree = NewTree();
        tree.CheckStrays();
        _ = (tree.Controls, tree.Profiles, tree.Sensors, tree.Feeds, tree.Waivers, tree.Scenarios,
            tree.Noise, tree.Remediation, tree.Webhooks);
        var composed = tree.ImageNames.ToDictionary(name => name, name => Compose(tree, name), StringComparer.Ordinal);
        foreach (var fleet in tree.FleetNames)
        {
            ReadSchedule(tree, fleet);
        }

        return new DefinitionReport
        {
            Files = [.. tree.FilesRead],
            Images = [.. composed.Keys.Order(StringComparer.Ordinal)],
            Schedules = [.. tree.FleetNames],
            Controls = [.. tree.ControlIds],
            Profiles = [.. tree.ProfileIds],
            Sensors = [.. tree.SensorIds],
            NotExercised = [.. tree.Sensors.Values.Where(sensor => sensor.NotExercised is not null)
                .Select(sensor => sensor.Id).Order(StringComparer.Ordinal)],
            Feeds = [.. tree.FeedIds],
            Waivers = [.. tree.WaiverIds],
            Scenarios = [.. tree.ScenarioIds],
            Noise = [.. tree.NoiseIds],
            Webhooks = [.. tree.WebhookIds],
            Errors = tree.Errors.ToImmutable(),
        };
    }

    private static RotationPolicy? ReadSchedule(DefinitionTree tree, string fleet)
    {
        if (tree.Load($"schedules/{fleet}.yaml", DefinitionSchema.Schedule) is not { } file)
        {
            return null;
        }

        var policy = new ScheduleReader(tree.Errors).Read(file, fleet, tree.ImageNames);
        if (tree.ImageNames.Contains(policy.Image.Value, StringComparer.Ordinal)
            && Chain(tree, policy.Image.Value) is { } chain && Lay(chain).Health is null)
        {
            const string WayOut = "give the image a health probe: without one no instance ever counts as available";
            tree.Errors.Add(file, file.Root.Value("image"), $"the image {policy.Image} has no health probe", WayOut);
        }

        return policy;
    }

    // Null where a file of the chain could not be read; the fault is in the tree's errors.
    private static ImageDefinition? Compose(DefinitionTree tree, string name, DefinitionOverrides? overrides = null)
    {
        if (Chain(tree, name) is not { } chain)
        {
            return null;
        }

        var named = tree.Controls.SelectMany(control => control.Profiles);
        string[] profiles = ["none", .. named.Union(tree.ProfileIds, StringComparer.Ordinal)];
        var checks = new ImageChecks(tree.Errors);
        for (var count = 1; count <= chain.Count; count++)
        {
            checks.Check(chain[count - 1].File, Lay(chain.Take(count)), profiles, tree.Sensors, tree.SensorIds);
        }

        var composed = Lay(chain);
        var parents = chain.SkipLast(1).Reverse().Select(image => image.Fragment.Name).ToImmutableArray();
        var sensors = composed.Sensors.Where(tree.Sensors.ContainsKey).Select(id => tree.Sensors[id]);
        var isAttacked = tree.Profiles.Any(profile =>
            profile.Id == composed.HardeningProfile && profile.Detection is not null);
        if (isAttacked)
        {
            CheckEvents(tree, chain[^1].File, composed);
        }

        return composed.Base is null
            ? null
            : ImageComposition.Complete(
                composed, parents, tree.Controls, tree.Profiles, sensors, isAttacked ? tree.Scenarios : [],
                overrides?.Pockets) with
            {
                Feeds = [.. tree.Feeds.Where(feed => feed.KnowsPackages)],
                Noise = isAttacked ? [.. tree.Noise] : [],
                Waivers = [.. tree.Waivers.Where(waiver => waiver.Image.Value == name)],
            };
    }

    private static void CheckEvents(DefinitionTree tree, DefinitionFile file, ImageFragment composed)
    {
        // What a sensor's file is blamed for already is not blamed here again.
        if (composed.Sensors.All(id =>
            tree.Sensors.TryGetValue(id, out var sensor) && sensor.Events?.Form != EventForm.Auditd
                && tree.Errors.CountOf($"images/sensors/{id}.yaml") == 0))
        {
            tree.Errors.Add(
                file, file.Root.Group("hardening")?.Value("profile") ?? file.Root,
                $"the profile {composed.HardeningProfile} attacks the image, and none of its sensors writes events of "
                    + "the form auditd, which is the one that the gate detection reads",
                "add auditd under sensors, or choose another profile");
        }
    }

    // Root first.
    private static List<(DefinitionFile File, ImageFragment Fragment)>? Chain(DefinitionTree tree, string name)
    {
        var chain = new List<(DefinitionFile File, ImageFragment Fragment)>();
        for (var next = name; ;)
        {
            if (tree.Image(next) is not { } image)
            {
                return null;
            }

            chain.Insert(0, image);
            if (image.Fragment.Extends is not { Value: var parent })
            {
                return chain;
            }

            if (RefuseParent(tree, chain, parent) is { } fault)
            {
                tree.Errors.Add(image.File, image.File.Root.Value("extends"), fault.Message, fault.WayOut);
                return null;
            }

            next = parent;
        }
    }

    private static (string Message, string WayOut)? RefuseParent(
        DefinitionTree tree, List<(DefinitionFile File, ImageFragment Fragment)> chain, string parent)
    {
        if (!tree.ImageNames.Contains(parent, StringComparer.Ordinal))
        {
            return (
                $"extends: there is no image {Quoting.Quote(parent)}",
                NearestName.Hint(parent, tree.ImageNames, "images"));
        }

        var names = chain.Select(image => image.Fragment.Name.Value).Reverse().ToList();
        if (names.IndexOf(parent) is >= 0 and var start)
        {
            var cycle = string.Join(" → ", names.Skip(start).Append(parent));
            return ($"extends: the images extend each other in a circle: {cycle}", "give one of them a base instead");
        }

        var shown = string.Join(" → ", names.Append(parent));
        return chain.Count > ExtendsMax
            ? ($"extends: more than {ExtendsMax} parents: {shown}", "join some of them")
            : null;
    }

    private static ImageFragment Lay(IEnumerable<(DefinitionFile File, ImageFragment Fragment)> chain) =>
        chain.Select(image => image.Fragment).Aggregate(ImageComposition.Lay);

    private DefinitionTree NewTree() =>
        new(_root, DateOnly.FromDateTime((time ?? TimeProvider.System).GetUtcNow().UtcDateTime));

    private void RequireImages()
    {
        if (!Directory.Exists(Path.Combine(_root, "images")))
        {
            throw new ForgeException(
                ForgeError.NotFound, $"{_root} has no folder images/", "run in a checkout with definitions");
        }
    }

    private void RequireName(string name, IReadOnlyList<string> known, string what, string plural)
    {
        if (!known.Contains(name, StringComparer.Ordinal))
        {
            var hint = NearestName.Hint(name, known, $"{plural} under {_root}");
            throw new ForgeException(ForgeError.NotFound, $"there is no {what} {Quoting.Quote(name)}", hint);
        }
    }
}
