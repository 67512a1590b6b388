namespace ImageForge.Cli.Output;

/// <summary><c>pulumi install</c>: what is where.</summary>
/// <param name="Executable">Its path.</param>
internal sealed record PluginAnswer(string Name, string Version, string Executable);
