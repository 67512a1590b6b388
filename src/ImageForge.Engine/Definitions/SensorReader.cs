using ImageForge.Core.Images;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>Reads one <c>images/sensors/&lt;id&gt;.yaml</c>.</summary>
internal sealed class SensorReader(
    DefinitionSections sections, ProvisionSections provision, DefinitionErrors errors)
{
    /// <param name="id">The file's name without its ending.</param>
    public SensorDefinition Read(DefinitionFile file, string id)
    {
        var root = file.Root;
        errors.RequireFileName(file, "id", id);

        foreach (var entry in root.Groups("files"))
        {
            CheckOwner(file, "user", entry.Value("owner") as JValue, DebianAccounts.Users);
            CheckOwner(file, "group", entry.Value("group") as JValue, DebianAccounts.Groups);
        }

        foreach (var name in root.Entries("enrolment")
            .Where(name => name.ToString().StartsWith("imageforge.", StringComparison.Ordinal)))
        {
            errors.Add(
                file, name, $"the credential {Quoting.Quote(name.ToString())} is one of the beacon's",
                "give it the name of its own sensor: osquery.enroll-secret");
        }

        return new SensorDefinition
        {
            Id = id,
            Title = root.Text("title") ?? "",
            Packages = root.Texts("packages"),
            Repositories = provision.ReadRepositories(file, "images/sensors"),
            Files = sections.ReadFiles(file, "images/sensors"),
            Units = sections.ReadUnits(file),
            Probe = root.Text("probe"),
            Identities = root.Texts("identities"),
            Enrolment = root.Texts("enrolment"),
            Events = root.Group("events") is { } events
                && Enum.TryParse<EventForm>(events.Text("form"), ignoreCase: true, out var form)
                ? new SensorEvents(events.Text("log") ?? "", form)
                : null,
            NotExercised = root.Text("notExercised"),
        };
    }

    // A sensor is used by many images: it can rely only on accounts that each of them has.
    private void CheckOwner(DefinitionFile file, string what, JValue? at, IReadOnlySet<string> known)
    {
        if (at is { Type: JTokenType.String } && !known.Contains(at.ToString()))
        {
            var wayOut = NearestName.Hint(at.ToString(), [.. known], $"{what}s of Debian's base");
            errors.Add(file, at, $"there is no {what} {Quoting.Quote(at.ToString())} in every image", wayOut);
        }
    }
}
