using System.Collections.Immutable;
using ImageForge.Core.Detection;
using ImageForge.Core.Images.Lifecycle;

namespace ImageForge.Core.Images;

/// <summary>
/// How <c>extends</c> lays a child over its parent. Text and groups (hardening, health, disk, promotion, retention) of
/// the child replace the parent's whole; lists are united, the parent's entries first; a file of the same path, a user
/// and a repository of the same name are replaced; a unit is what the youngest file says it is. Steps follow those of
/// the parent. <c>rebuild</c> is of its own file alone.
/// </summary>
public static class ImageComposition
{
    /// <summary>Lays one file over what its parents gave.</summary>
    public static ImageFragment Lay(ImageFragment parent, ImageFragment child) => child with
    {
        Description = child.Description ?? parent.Description,
        Base = child.Base ?? parent.Base,
        Packages = Unite(parent.Packages, child.Packages, package => package),
        Repositories = Unite(parent.Repositories, child.Repositories, repository => repository.Name),
        Debs = Unite(parent.Debs, child.Debs, deb => deb.Sha256),
        Files = Unite(parent.Files, child.Files, file => file.Path),
        Users = Unite(parent.Users, child.Users, user => user.Name),
        Units = Lay(parent.Units, child.Units),
        Steps = parent.Steps.AddRange(child.Steps),
        Ports = Unite(parent.Ports, child.Ports, port => port),
        HardeningProfile = child.HardeningProfile ?? parent.HardeningProfile,
        Sensors = Unite(parent.Sensors, child.Sensors, sensor => sensor),
        Health = child.Health ?? parent.Health,
        Disk = child.Disk ?? parent.Disk,
        Promotion = child.Promotion ?? parent.Promotion,
        Retention = child.Retention ?? parent.Retention,
    };

    /// <summary>
    /// Makes the definition that a build starts from. Set-like lists are sorted, so that two ways of writing one wish
    /// are one definition. Users keep their order: it decides their numeric ids, and so the bytes of the disk.
    /// </summary>
    /// <param name="composed">The whole chain, laid one over the other; has a <see cref="ImageFragment.Base"/>.</param>
    /// <param name="parents">Nearest first.</param>
    /// <param name="controls">Every control there is; the profile picks.</param>
    /// <param name="profiles">Every profile that has a file; one without has the defaults.</param>
    /// <param name="sensors">The sensors that <paramref name="composed"/> names.</param>
    /// <param name="scenarios">The attacks that the profile has run; none where it asks for no detection.</param>
    /// <param name="pockets">Takes the place of the base's pockets when given.</param>
    public static ImageDefinition Complete(
        ImageFragment composed,
        ImmutableArray<ImageName> parents,
        IEnumerable<HardeningControl> controls,
        IEnumerable<ImageProfile> profiles,
        IEnumerable<SensorDefinition> sensors,
        IEnumerable<Scenario> scenarios,
        ImmutableArray<Pocket>? pockets = null)
    {
        var written = composed.Base
            ?? throw new ArgumentException($"image {composed.Name} has no base", nameof(composed));
        var profile = composed.HardeningProfile ?? "none";
        var chosen = sensors.Select(Sort).OrderBy(sensor => sensor.Id, StringComparer.Ordinal).ToImmutableArray();
        ImmutableArray<HardeningControl> hardening =
        [
            .. controls
                .Where(control => control.Profiles.Contains(profile, StringComparer.Ordinal))
                .OrderBy(control => control.Order)
                .ThenBy(control => control.Id, StringComparer.Ordinal),
        ];
        var definition = new ImageDefinition
        {
            Name = composed.Name,
            Description = composed.Description ?? "",
            Extends = parents,
            Base = written with { Pockets = [.. (pockets ?? written.Pockets).Distinct().Order()] },
            Packages = Sort([
                .. composed.Packages,
                .. chosen.SelectMany(sensor => sensor.Packages),
                .. hardening.SelectMany(control => control.Packages),
            ]),
            Repositories =
            [
                .. composed.Repositories.Concat(chosen.SelectMany(sensor => sensor.Repositories))
                    .DistinctBy(repository => repository.Name)
                    .OrderBy(repository => repository.Name, StringComparer.Ordinal),
            ],
            Debs = [.. composed.Debs.OrderBy(deb => deb.Sha256.Hex, StringComparer.Ordinal)],
            Files = Sort(composed.Files),
            Users = [.. composed.Users.Select(user => user with { Groups = Sort(user.Groups) })],
            Units = Sort(composed.Units),
            Steps = composed.Steps,
            Ports = [.. composed.Ports.Distinct().Order()],
            HardeningProfile = profile,
            Profile = profiles.FirstOrDefault(known => known.Id == profile) ?? new ImageProfile { Id = profile },
            Scenarios = [.. scenarios.OrderBy(scenario => scenario.Id, StringComparer.Ordinal)],
            Controls = hardening,
            Sensors = chosen,
            Health = composed.Health,
            Disk = composed.Disk ?? new DiskSettings(),
            Promotion = composed.Promotion ?? new PromotionPolicy(),
            Retention = composed.Retention ?? new RetentionPolicy(),
            Rebuild = composed.Rebuild,
            Digest = default,
        };
        return definition with { Digest = DefinitionDigest.Of(definition) };
    }

    private static UnitSelection Lay(UnitSelection parent, UnitSelection child) => new()
    {
        Enable = Unite(parent.Enable.RemoveRange(child.Mask), child.Enable, unit => unit),
        Mask = Unite(parent.Mask.RemoveRange(child.Enable), child.Mask, unit => unit),
    };

    // A replaced entry leaves its old place: "child last" is what a reader of the child expects.
    private static ImmutableArray<T> Unite<T, TKey>(
        ImmutableArray<T> parent, ImmutableArray<T> child, Func<T, TKey> key)
        where TKey : notnull
    {
        var replaced = child.Select(key).ToHashSet();
        return [.. parent.Where(entry => !replaced.Contains(key(entry))), .. child];
    }

    private static SensorDefinition Sort(SensorDefinition sensor) => sensor with
    {
        Packages = Sort(sensor.Packages),
        Enrolment = Sort(sensor.Enrolment),
        Files = Sort(sensor.Files),
        Units = Sort(sensor.Units),
    };

    private static UnitSelection Sort(UnitSelection units) =>
        new() { Enable = Sort(units.Enable), Mask = Sort(units.Mask) };

    private static ImmutableArray<FileEntry> Sort(ImmutableArray<FileEntry> files) =>
        [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];

    private static ImmutableArray<string> Sort(IEnumerable<string> names) =>
        [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
