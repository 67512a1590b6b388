using ImageForge.Core.Images;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Reads one <c>images/controls/&lt;id&gt;.yaml</c>. Its scripts are data here: nothing is put into them.
/// </summary>
internal sealed class ControlReader(DefinitionErrors errors)
{
    /// <param name="id">The file's name without its ending.</param>
    public HardeningControl Read(DefinitionFile file, string id)
    {
        var root = file.Root;
        errors.RequireFileName(file, "id", id);

        foreach (var profile in root.Entries("profiles").Where(profile => profile.ToString() == "none"))
        {
            errors.Add(
                file, profile, "profiles: none is the profile without controls", "choose another name, or delete it");
        }

        return new HardeningControl
        {
            Id = id,
            Title = root.Text("title") ?? "",
            Why = root.Text("why") ?? "",
            Area = Enum.TryParse<ControlArea>(root.Text("area"), ignoreCase: true, out var area) ? area : default,
            Severity = Enum.TryParse<Severity>(root.Text("severity"), ignoreCase: true, out var severity)
                ? severity
                : default,
            References = root.Texts("references"),
            Profiles = root.Texts("profiles"),
            Packages = root.Texts("packages"),
            Apply = root.Text("apply") ?? "",
            Check = root.Text("check") ?? "",
            Mutation = root.Text("mutation") ?? "",
            Order = root.Number("order") ?? 50,
        };
    }
}
