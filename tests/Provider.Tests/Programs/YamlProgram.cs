namespace ImageForge.Provider.Tests.Programs;

/// <summary>
/// A Pulumi.yaml, as far as programs with this provider need: resources with their options, variables that a function
/// fills, outputs, and text that takes in what others gave.
/// </summary>
internal sealed class YamlProgram(string file) : IProgram
{
    public bool NeedsSchema => true;

    public async Task RunAsync(Deployment deployment)
    {
        var run = new YamlRun(YamlFile.Read(file), Path.GetDirectoryName(Path.GetFullPath(file))!, deployment);
        await run.RunAsync();
    }

    /// <summary>The name of its project.</summary>
    public string Project => (string)YamlFile.Read(file)["name"]!;
}
