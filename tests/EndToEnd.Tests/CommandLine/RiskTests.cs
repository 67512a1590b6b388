using System.Text.Json;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;

namespace ImageForge.EndToEnd.Tests.CommandLine;

/// <summary>What <c>risk</c> says where there is nothing to say, and what it refuses.</summary>
public sealed class RiskTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("ife-").FullName;

    private ImageForgeCommand Command => new(_state, SharedForge.Checkout);

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public async Task Before_the_first_review_the_list_says_how_to_make_one()
    {
        var outcome = await Command.RunAsync("risk", "list");

        Assert.True(outcome.ExitCode == 0, $"{outcome}");
        Assert.Contains("risk review", outcome.Output, StringComparison.Ordinal);
        var answer = (await Command.RunAsync("risk", "list", "-o", "json")).Json;
        Assert.Equal(0, answer.GetProperty("risks").GetArrayLength());
    }

    [Fact]
    public async Task A_log_of_no_risk_is_a_log()
    {
        var log = JsonDocument.Parse((await Command.RunAsync("risk", "list", "--as", "sarif")).Output).RootElement;

        Assert.Equal("2.1.0", log.GetProperty("version").GetString());
        Assert.Equal(0, log.GetProperty("runs")[0].GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task A_risk_that_nobody_found_is_not_there()
    {
        var outcome = await Command.RunAsync("risk", "show", "CVE-2026-90009");

        Assert.Equal((int)ForgeError.NotFound, outcome.ExitCode);
        Assert.Contains("risk list --all", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_table_of_bands_nothing_is_reviewed()
    {
        using var definitions = new DefinitionTree();
        File.Delete(Path.Combine(definitions.Root, "images/remediation.yaml"));

        var outcome = await new ImageForgeCommand(_state, definitions.Root).RunAsync("risk", "review");

        Assert.Equal((int)ForgeError.NotFound, outcome.ExitCode);
        Assert.Contains("images/remediation.yaml", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_with_a_hole_is_refused_with_its_place()
    {
        using var definitions = new DefinitionTree().Replace(
            "images/remediation.yaml", "exploited: true, exposed: true, automatable: true, impact: partial",
            "exploited: true, exposed: true, automatable: true, impact: total");

        var outcome = await new ImageForgeCommand(_state, definitions.Root).RunAsync("risk", "review");

        Assert.Equal((int)ForgeError.InvalidDefinition, outcome.ExitCode);
        Assert.Contains("images/remediation.yaml:", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("has a band already", outcome.Errors, StringComparison.Ordinal);
    }
}
