using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ImageForge.Core.Images;

/// <summary>
/// Canonical JSON of provision steps: what decides bytes and nothing else, field by field in a fixed order. Where
/// things were found (source path, address, mirror) is left out, so that a layer's key is the same on every host.
/// </summary>
internal static class StepJson
{
    public static string Of(IEnumerable<ProvisionStep> steps) =>
        new JsonArray([.. steps.Select(step => (JsonNode)Of(step))]).ToJsonString();

    private static JsonObject Of(ProvisionStep step) => step switch
    {
        ProvisionStep.Bootstrap bootstrap => new JsonObject
        {
            ["step"] = "bootstrap",
            ["distribution"] = bootstrap.Base.Distribution,
            ["suite"] = bootstrap.Base.Suite,
            ["architecture"] = bootstrap.Base.Architecture,
            ["pockets"] = Texts(bootstrap.Base.Pockets.Distinct().Order().Select(pocket => $"{pocket}")),
            ["packages"] = Packages(bootstrap.Packages),
        },
        ProvisionStep.InstallPackages install => new JsonObject
        {
            ["step"] = "install",
            ["packages"] = Packages(install.Packages),
        },
        ProvisionStep.CopyFile { File: var file } => new JsonObject
        {
            ["step"] = "copy",
            ["path"] = file.Path,
            ["content"] = file.Content.Hex,
            ["owner"] = file.Owner,
            ["group"] = file.Group,
            ["mode"] = file.Mode,
        },
        ProvisionStep.WriteText write => new JsonObject
        {
            ["step"] = "write",
            ["path"] = write.Path,
            ["text"] = write.Text,
            ["mode"] = write.Mode,
        },
        ProvisionStep.CreateUser { User: var user } => new JsonObject
        {
            ["step"] = "user",
            ["name"] = user.Name,
            ["system"] = user.System,
            ["home"] = user.Home,
            ["shell"] = user.Shell,
            ["groups"] = Texts(user.Groups),
        },
        ProvisionStep.SetUnit unit => new JsonObject
        {
            ["step"] = "unit",
            ["unit"] = unit.Unit,
            ["masked"] = unit.Masked,
        },
        ProvisionStep.RunScript script => new JsonObject
        {
            ["step"] = "script",
            ["name"] = script.Name,
            ["script"] = script.Script,
            ["environment"] = Texts(script.Environment.Select(pair => $"{pair.Key}={pair.Value}")),
        },
        ProvisionStep.RunOwnScript { Script: var script } => OwnScript(script),
        ProvisionStep.RunPlaybook run => Playbook(run.Playbook, run.Tools),
        _ => throw new UnreachableException($"no case for {step.GetType().Name}"),
    };

    private static JsonObject OwnScript(ImageStep.Script script) => new()
    {
        ["step"] = "own script",
        ["content"] = script.Content.Hex,
        ["environment"] = Texts(script.Environment.Select(pair => $"{pair.Key}={pair.Value}")),
        ["network"] = script.HasNetwork,
    };

    private static JsonObject Playbook(ImageStep.Playbook playbook, Digest tools) => new()
    {
        ["step"] = "playbook",
        ["playbook"] = playbook.File,
        ["folder"] = Texts(playbook.Folder.Select(input => $"{input.Content.Hex} {input.Path}")),
        ["network"] = playbook.HasNetwork,
        ["tools"] = tools.Hex,
    };

    private static JsonArray Packages(IEnumerable<PackageVersion> packages) =>
        Texts(packages.Select(
            package => $"{package.Name} {package.Version} {package.Architecture} {package.Sha256.Hex}"));

    private static JsonArray Texts(IEnumerable<string> texts) =>
        new([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]);
}
