using System.Text.Json;

namespace ImageForge.EndToEnd.Tests.CommandLine;

/// <summary>How a run of the program ended.</summary>
/// <param name="ExitCode">137 if it was killed.</param>
public sealed record CommandOutcome(int ExitCode, string Output, string Errors)
{
    /// <summary>The one document of <c>--output json</c>.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public override string ToString() => $"exit code {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Errors}";
}
