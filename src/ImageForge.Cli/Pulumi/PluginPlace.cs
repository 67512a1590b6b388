using ImageForge.Engine;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ImageForge.Cli.Pulumi;

/// <summary>Where Pulumi looks for plugins.</summary>
internal static class PluginPlace
{
    private const string Package = "imageforge";

    /// <summary>A user's plugin cache: <c>$PULUMI_HOME</c>, else <c>~/.pulumi</c>.</summary>
    /// <param name="version">Of the plugin.</param>
    public static string Cache(string version)
    {
        var home = Environment.GetEnvironmentVariable("PULUMI_HOME") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pulumi");
        return Path.GetFullPath(Path.Combine(home, "plugins", $"resource-{Package}-v{version}"));
    }

    /// <summary>The folder that a project names under <c>plugins.providers</c>.</summary>
    /// <param name="project">Its folder, which holds Pulumi.yaml.</param>
    /// <exception cref="ForgeException">There is no such file (NotFound), or it names no folder for us
    /// (Usage).</exception>
    public static string OfProject(string project)
    {
        var file = Path.GetFullPath(Path.Combine(project, "Pulumi.yaml"));
        if (!File.Exists(file))
        {
            throw new ForgeException(
                ForgeError.NotFound, $"there is no {file}", "name the folder that holds it: --project <folder>");
        }

        return PathIn(file) is { } path
            ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, path))
            : throw new ForgeException(
                ForgeError.Usage, $"{file} names no folder for {Package} under plugins.providers",
                $"write there: plugins: {{ providers: [{{ name: {Package}, path: ./.imageforge/provider }}] }}; or "
                    + "leave --project out: the user's plugin cache needs no such entry");
    }

    private static string? PathIn(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            var yaml = new YamlStream();
            yaml.Load(reader);
            return Child(Child(yaml.Documents.FirstOrDefault()?.RootNode, "plugins"), "providers")
                is YamlSequenceNode providers
                    ? providers.Where(provider => Text(provider, "name") == Package)
                        .Select(provider => Text(provider, "path")).FirstOrDefault()
                    : null;
        }
        catch (YamlException exception)
        {
            throw new ForgeException(
                ForgeError.InvalidDefinition,
                $"{file}:{exception.Start.Line}:{exception.Start.Column}: {exception.Message}", null, exception);
        }
    }

    private static YamlNode? Child(YamlNode? node, string key) =>
        node is YamlMappingNode map && map.Children.TryGetValue(key, out var child) ? child : null;

    private static string? Text(YamlNode node, string key) => (Child(node, key) as YamlScalarNode)?.Value;
}
