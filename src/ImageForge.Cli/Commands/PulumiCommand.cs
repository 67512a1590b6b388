using System.CommandLine;
using System.Diagnostics;
using System.Reflection;
using ImageForge.Cli.Output;
using ImageForge.Cli.Pulumi;
using ImageForge.Engine;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge pulumi install|schema</c>: the Pulumi provider for whoever runs <c>pulumi up</c>.</summary>
internal static class PulumiCommand
{
    private static readonly Option<string?> Project = new("--project")
    {
        Description = "Put it into the folder that this project's Pulumi.yaml names [default: the user's plugin cache]",
        HelpName = "folder",
    };

    public static Command Create() => new("pulumi", "The Pulumi provider: install, schema")
    {
        new Command("install", "Put the provider where `pulumi up` finds it; it needs no .NET of the machine's")
        {
            Project,
        }.Doing(InstallAsync),
        new Command("schema", "Print the provider's schema, for `pulumi package add` and for people").Doing(
            SchemaAsync),
    };

    private static Task<int> InstallAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var executable = PluginExecutable.Find();
        var version = typeof(PulumiCommand).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        var place = parsed.GetValue(Project) is { } project
            ? PluginPlace.OfProject(project)
            : PluginPlace.Cache(version);
        var size = PluginCopy.To(Path.GetDirectoryName(executable)!, place);
        session.Screen.Line(
            size == 0
                ? $"the provider {version} is in {place}, where it was built"
                : $"the provider {version} is in {place} ({Bytes.Text(size)})");
        session.Screen.Answer(
            new PluginAnswer("imageforge", version, Path.Combine(place, PluginExecutable.Name)),
            AnswerJson.Readable.PluginAnswer);
        return Task.FromResult(0);
    }

    private static async Task<int> SchemaAsync(
        Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var plugin = Process.Start(new ProcessStartInfo(PluginExecutable.Find(), "--schema")
        {
            UseShellExecute = false, RedirectStandardOutput = true,
        })!;
        var schema = await plugin.StandardOutput.ReadToEndAsync(cancellationToken);
        await plugin.WaitForExitAsync(cancellationToken);
        if (plugin.ExitCode != 0)
        {
            throw new ForgeException(
                ForgeError.External, $"the provider gave no schema, and ended with {plugin.ExitCode}",
                "build it again: ./imageforge pulumi install");
        }

        Screen.Document(schema.TrimEnd());
        return 0;
    }
}
