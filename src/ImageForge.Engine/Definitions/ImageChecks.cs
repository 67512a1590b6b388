using ImageForge.Core.Images;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Judges one image file together with everything its parents gave. Each file of a chain is judged with its own parents
/// only, so that a parent is valid by itself and a fault is shown where it is written.
/// </summary>
internal sealed class ImageChecks(DefinitionErrors errors)
{
    /// <param name="composed">The file laid over its parents.</param>
    /// <param name="profiles">Every profile that a control names, and <c>none</c>.</param>
    /// <param name="sensors">Every sensor that could be read, by id.</param>
    /// <param name="sensorIds">Every sensor there is a file for.</param>
    public void Check(
        DefinitionFile file,
        ImageFragment composed,
        IReadOnlyCollection<string> profiles,
        IReadOnlyDictionary<string, SensorDefinition> sensors,
        IReadOnlyCollection<string> sensorIds)
    {
        CheckNames(
            file, "hardening profile", file.Root.Group("hardening")?.Value("profile") as JValue, profiles, "profiles");
        foreach (var sensor in file.Root.Entries("sensors"))
        {
            CheckNames(file, "sensor", sensor, sensorIds, "sensors");
        }

        CheckOwners(file, composed);
        CheckHealth(file, composed);
        CheckPaths(file, composed);
        CheckRepositories(file, composed, sensors);
        CheckSensors(file, composed, sensors);
    }

    private void CheckNames(
        DefinitionFile file, string what, JValue? at, IReadOnlyCollection<string> known, string plural)
    {
        if (at is { Type: JTokenType.String } && !known.Contains(at.ToString()))
        {
            errors.Add(
                file,
                at,
                $"there is no {what} {Quoting.Quote(at.ToString())}",
                NearestName.Hint(at.ToString(), known, plural));
        }
    }

    private void CheckOwners(DefinitionFile file, ImageFragment composed)
    {
        var declared = composed.Users.Select(user => user.Name).ToList();
        string[] users = [.. DebianAccounts.Users, .. declared];
        string[] groups = [.. DebianAccounts.Groups, .. declared];
        foreach (var entry in file.Root.Groups("files"))
        {
            CheckNames(file, "user", entry.Value("owner") as JValue, users, "users of the image and of Debian's base");
            CheckNames(
                file, "group", entry.Value("group") as JValue, groups, "groups of the image and of Debian's base");
        }

        foreach (var group in file.Root.Groups("users").SelectMany(user => user.Entries("groups")))
        {
            CheckNames(file, "group", group, groups, "groups of the image and of Debian's base");
        }
    }

    private void CheckHealth(DefinitionFile file, ImageFragment composed)
    {
        if (file.Root.Group("health") is not { } health || health.Number("port") is not { } number
            || composed.Ports.Contains(new OpenPort(number, "tcp")))
        {
            return;
        }

        var declared = composed.Ports.IsEmpty ? "none" : string.Join(", ", composed.Ports.Order());
        errors.Add(
            file,
            health.Value("port"),
            $"health.port: {number} is not a declared port (declared: {declared})",
            $"add {{ number: {number}, protocol: tcp }} under ports, or probe a declared port");
    }

    private void CheckPaths(DefinitionFile file, ImageFragment composed)
    {
        foreach (var path in Paths(file))
        {
            var other = composed.Files.FirstOrDefault(entry =>
                entry.Path != path.ToString() && DefinitionSections.Collides(entry.Path, path.ToString()));
            if (other is not null)
            {
                var message = $"{Quoting.Quote(path.ToString())} and {Quoting.Quote(other.Path)} cannot both be files";
                errors.Add(file, path, message, "one is a folder of the other: rename one");
            }
        }
    }

    private void CheckRepositories(
        DefinitionFile file, ImageFragment composed, IReadOnlyDictionary<string, SensorDefinition> sensors)
    {
        AptRepository[] all =
        [
            .. composed.Repositories,
            .. composed.Sensors.Where(sensors.ContainsKey).SelectMany(id => sensors[id].Repositories),
        ];
        foreach (var sensor in file.Root.Entries("sensors").Where(at => sensors.ContainsKey(at.ToString())))
        {
            var clash = sensors[sensor.ToString()].Repositories.FirstOrDefault(brought => all.Any(other =>
                other.Name == brought.Name && (other.Uri, other.Suite, other.Key)
                    != (brought.Uri, brought.Suite, brought.Key)));
            if (clash is not null)
            {
                errors.Add(
                    file, sensor, $"the sensor {sensor} brings a repository {clash.Name}, and another has that name",
                    "give one of them a name of its own");
            }
        }

        foreach (var path in Paths(file))
        {
            var owner = all.FirstOrDefault(repository =>
                new[] { repository.KeyringPath, repository.SourcesPath, repository.PreferencesPath }
                    .Contains(path.ToString(), StringComparer.Ordinal));
            if (owner is not null)
            {
                errors.Add(
                    file, path, $"the repository {owner.Name} writes {Quoting.Quote(path.ToString())} already",
                    "leave the file out, or rename the repository");
            }
        }
    }

    private void CheckSensors(
        DefinitionFile file, ImageFragment composed, IReadOnlyDictionary<string, SensorDefinition> sensors)
    {
        var chosen = composed.Sensors.Where(sensors.ContainsKey).Select(id => sensors[id]).ToList();
        foreach (var path in Paths(file))
        {
            if (chosen.FirstOrDefault(sensor => Brings(sensor, path.ToString())) is { } owner)
            {
                var message = $"the sensor {owner.Id} brings {Quoting.Quote(path.ToString())} already";
                errors.Add(file, path, message, $"change images/sensors/{owner.Id}.yaml, or choose another path");
            }
        }

        foreach (var unit in file.Root.Group("services")?.Entries("mask") ?? [])
        {
            if (chosen.FirstOrDefault(sensor => sensor.Units.Enable.Contains(unit.ToString())) is { } blinded)
            {
                var name = Quoting.Quote(unit.ToString());
                var message = $"masking {name} blinds the sensor {blinded.Id}, which enables it";
                errors.Add(file, unit, message, "delete it here, or take the sensor out");
            }
        }

        CheckPairs(file, chosen);
    }

    private void CheckPairs(DefinitionFile file, List<SensorDefinition> chosen)
    {
        foreach (var entry in file.Root.Entries("sensors"))
        {
            var sensor = chosen.Find(candidate => candidate.Id == entry.ToString());
            var clash = chosen
                .Where(other => sensor is not null && other.Id != sensor.Id)
                .SelectMany(other => other.Files, (other, brought) => (other.Id, brought.Path))
                .FirstOrDefault(brought => Brings(sensor!, brought.Path));
            if (clash.Id is not null)
            {
                errors.Add(
                    file,
                    entry,
                    $"the sensors {entry} and {clash.Id} both bring {Quoting.Quote(clash.Path)}",
                    "take one of them out");
            }
        }
    }

    private static IEnumerable<JToken> Paths(DefinitionFile file) => file.Root.Groups("files")
        .Select(entry => entry.Value("path"))
        .OfType<JToken>()
        .Where(path => path.Type == JTokenType.String);

    private static bool Brings(SensorDefinition sensor, string path) =>
        sensor.Files.Any(brought => DefinitionSections.Collides(brought.Path, path));
}
