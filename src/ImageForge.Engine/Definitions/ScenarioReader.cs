using ImageForge.Core.Detection;
using ImageForge.Core.Images;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Reads one <c>images/scenarios/&lt;id&gt;.yaml</c>. Its scripts are data here: nothing is put into them, and they run
/// nowhere but in a throw-away machine.
/// </summary>
internal sealed class ScenarioReader(DefinitionErrors errors)
{
    /// <param name="id">The file's name without its ending.</param>
    public Scenario Read(DefinitionFile file, string id)
    {
        var root = file.Root;
        errors.RequireFileName(file, "id", id);

        var shell = root.Text("shell") == "bash" ? ScenarioShell.Bash : ScenarioShell.Sh;
        return new Scenario
        {
            Id = id,
            Title = root.Text("title") ?? "",
            Why = root.Text("why") ?? "",
            Technique = root.Text("technique") ?? "",
            Account = root.Text("account") == "user" ? ScenarioAccount.User : ScenarioAccount.Root,
            Shell = shell,
            Prerequisites = [.. root.Groups("prerequisites").Select(group => Prerequisite(group, shell))],
            Run = root.Text("run") ?? "",
            Cleanup = root.Text("cleanup") ?? "",
            Effect = root.Text("effect") ?? "",
            Limit = DurationText.Parse(root.Text("limit") ?? "") ?? Scenario.LimitDefault,
            NeedsNetwork = root.Flag("network") ?? false,
            Severity = Enum.TryParse<Severity>(root.Text("severity"), ignoreCase: true, out var severity)
                ? severity
                : default,
        };
    }

    private static ScenarioPrerequisite Prerequisite(JObject group, ScenarioShell shell) =>
        new(group.Text("check") ?? "", group.Text("get"), shell);
}
