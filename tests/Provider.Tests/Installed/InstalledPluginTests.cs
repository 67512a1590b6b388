using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Installed;

/// <summary>
/// What `imageforge pulumi install` puts into a plugin cache starts on a machine without .NET: with its runtime beside
/// it, and nothing of ours in the environment.
/// </summary>
[Trait("tier", "all")]
public sealed class InstalledPluginTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("ifp-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public async Task The_installed_plugin_needs_no_dotnet_and_says_the_printed_schema()
    {
        var installed = JsonNode.Parse(await ForgeAsync("pulumi", "install", "--output", "json"))!;
        var executable = (string)installed["executable"]!;
        var version = (string)installed["version"]!;
        Assert.Equal(
            Path.Combine(_home, "plugins", $"resource-imageforge-v{version}", "pulumi-resource-imageforge"),
            executable);

        await using var bridge = await StubBridge.StartAsync();
        var start = new ProcessStartInfo(executable) { WorkingDirectory = _home };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["HOME"] = _home;
        await using var provider = await ProviderProcess.StartAsync(bridge, start);
        var schema = (string)(await provider.CallAsync("GetSchema"))["schema"]!;
        Assert.Equal(await ForgeAsync("pulumi", "schema"), $"{schema}\n");
        Assert.Equal(version, (string)JsonNode.Parse(schema)!["version"]!);
        Assert.Equal(0, (await provider.InterruptAsync()).Code);
    }

    [Fact]
    public async Task A_project_that_names_a_folder_gets_it_there_and_one_that_names_none_is_told_how()
    {
        var project = Directory.CreateDirectory(Path.Combine(_home, "project")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(project, "Pulumi.yaml"), "name: shop\nruntime: yaml\n", TestContext.Current.CancellationToken);
        Assert.Contains(
            "plugins.providers", await ForgeAsync("pulumi", "install", "--project", project), StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            Path.Combine(project, "Pulumi.yaml"),
            "name: shop\nruntime: yaml\nplugins: { providers: [{ name: imageforge, path: ./plugin }] }\n",
            TestContext.Current.CancellationToken);
        await ForgeAsync("pulumi", "install", "--project", project);
        Assert.True(File.Exists(Path.Combine(project, "plugin", "pulumi-resource-imageforge")));
    }

    // Both streams: what a person reads.
    private async Task<string> ForgeAsync(params string[] words)
    {
        var start = new ProcessStartInfo(Path.Combine(Checkout.Root, "imageforge"), words)
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PULUMI_HOME"] = _home;
        start.Environment.Remove("IMAGEFORGE_PLUGIN");
        using var forge = Process.Start(start)!;
        var errors = forge.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await forge.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await forge.WaitForExitAsync(TestContext.Current.CancellationToken);
        return forge.ExitCode == 0 ? output : await errors;
    }
}
