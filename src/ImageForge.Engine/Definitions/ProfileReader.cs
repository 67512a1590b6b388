using ImageForge.Core.Images;

namespace ImageForge.Engine.Definitions;

/// <summary>Reads one <c>images/profiles/&lt;id&gt;.yaml</c>: what a profile asks of gates.</summary>
internal sealed class ProfileReader(DefinitionErrors errors)
{
    private const string Required = "required";

    /// <param name="id">The file's name without its ending.</param>
    public ImageProfile Read(DefinitionFile file, string id)
    {
        var root = file.Root;
        if (root.Text("id") is { } written && written != id)
        {
            var wayOut = $"write \"id: {id}\", or rename the file";
            errors.Add(file, root.Value("id"), $"id: {Quoting.Quote(written)} differs from the file's name", wayOut);
        }

        var profile = new ImageProfile
        {
            Id = id,
            Title = root.Text("title") ?? "",
            RequiresFreshness = root.Text("freshness") == Required,
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
}
