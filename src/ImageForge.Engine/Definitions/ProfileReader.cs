using ImageForge.Core.Detection;
using ImageForge.Core.Images;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>Reads one <c>images/profiles/&lt;id&gt;.yaml</c>: what a profile asks of gates.</summary>
internal sealed class ProfileReader(IReadOnlyList<string> scenarios, DefinitionErrors errors)
{
    private const string Required = "required";

    /// <param name="id">The file's name without its ending.</param>
    public ImageProfile Read(DefinitionFile file, string id)
    {
        var root = file.Root;
        errors.RequireFileName(file, "id", id);

        var profile = new ImageProfile
        {
            Id = id,
            Title = root.Text("title") ?? "",
            RequiresFreshness = root.Text("freshness") == Required,
            Detection = root.Group("detection") is { } detection ? Policy(file, detection) : null,
        };
        return root.Group("vulnerabilities") is not { } rule
            ? profile
            : profile with
            {
                Vulnerabilities = new VulnerabilityRule
                {
                    RequiresFeed = rule.Text("feed") == Required,
                    RefuseFrom = Enum.TryParse<Severity>(rule.Text("refuseFrom"), ignoreCase: true, out var severity)
                        ? severity
                        : new VulnerabilityRule().RefuseFrom,
                    RefusesUnfixed = rule.Text("unfixed") == "refuse",
                },
            };
    }

    private DetectionPolicy Policy(DefinitionFile file, JObject group)
    {
        var required = group.Groups("require").ToList();
        foreach (var scenario in required.Select(entry => entry.Value("scenario")).OfType<JValue>())
        {
            if (scenario.Type == JTokenType.String && !scenarios.Contains($"{scenario}"))
            {
                errors.Add(
                    file, scenario, $"there is no scenario {Quoting.Quote($"{scenario}")}",
                    NearestName.Hint($"{scenario}", scenarios, "scenarios"));
            }
        }

        foreach (var twice in required.GroupBy(entry => entry.Text("scenario")).Where(entries => entries.Count() > 1))
        {
            errors.Add(
                file, twice.Last(), $"the scenario {Quoting.Quote(twice.Key ?? "")} is required twice",
                "take one of them out");
        }

        var policy = new DetectionPolicy
        {
            Required =
            [
                .. required.Select(entry =>
                    new DetectionRequirement(entry.Text("scenario") ?? "", entry.Texts("rules"))),
            ],
        };
        return DurationText.Parse(group.Text("within") ?? "") is { } within
            ? policy with { Within = within }
            : policy;
    }
}
