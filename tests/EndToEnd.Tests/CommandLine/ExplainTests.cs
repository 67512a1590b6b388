using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;

namespace ImageForge.EndToEnd.Tests.CommandLine;

public sealed class ExplainTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("ife-").FullName;

    private ImageForgeCommand Command => new(_state, SharedForge.Checkout);

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public async Task A_control_says_what_it_does_why_what_it_maps_to_and_how_it_is_waived()
    {
        var outcome = await Command.RunAsync("explain", "mount-proc-hidepid");

        Assert.True(outcome.ExitCode == 0, $"{outcome}");
        Assert.All(
            [
                "Why", "Area: files", "Maps to", "How it is checked", "What makes the check fail",
                "control: mount-proc-hidepid",
            ],
            piece => Assert.Contains(piece, outcome.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_gate_is_explained_as_one_json_document_too()
    {
        var outcome = await Command.RunAsync("explain", "residue", "--output", "json");

        Assert.Equal("gate", outcome.Json.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task What_is_not_known_is_refused_with_the_nearest_name()
    {
        var outcome = await Command.RunAsync("explain", "mount-proc-hidpid");

        Assert.Equal((int)ForgeError.NotFound, outcome.ExitCode);
        Assert.Contains("mount-proc-hidepid", outcome.Errors, StringComparison.Ordinal);
    }
}
