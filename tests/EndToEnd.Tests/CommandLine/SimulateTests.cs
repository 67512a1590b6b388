using ImageForge.Engine;

namespace ImageForge.EndToEnd.Tests.CommandLine;

/// <summary>A rotation tried out by the program as people run it.</summary>
public sealed class SimulateTests : IDisposable
{
    private readonly DefinitionTree _definitions = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("if-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _definitions.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_same_seed_says_the_same_in_another_process()
    {
        const string CommandLine =
            "simulate web --seed 7 --instances 6 --limits ec2 --faults answer-lost=0.1,dies=0.1 --output json";
        var first = await RunAsync("one.html", CommandLine);
        var second = await RunAsync("one.html", CommandLine);
        Assert.Equal(first, second);
        Assert.Equal(6, first.Outcome.Json.GetProperty("desired").GetInt32());
        Assert.True(first.Outcome.Json.GetProperty("calls").GetProperty("Launch").GetInt32() >= 6);
        Assert.StartsWith("<!doctype html>", first.Page, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "state")), "trying something out leaves no state");
    }

    [Fact]
    public async Task People_read_the_floor_the_calls_and_what_it_waited_for()
    {
        var (outcome, _) = await RunAsync("page.html", "simulate web");
        Assert.True(outcome.ExitCode == 0, $"{outcome}");
        Assert.Contains("Never fewer than 3 instances were available", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("desired 3, floor 3, ceiling 4", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("WarmingUp", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("page.html", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_snapshot_is_told_so()
    {
        var file = Path.Combine(_folder, "none.json");
        await File.WriteAllTextAsync(file, "{", Cancellation);
        var outcome = await Command.RunAsync("simulate", "web", "--against", file);
        Assert.Equal((int)ForgeError.Usage, outcome.ExitCode);
        Assert.Contains("none.json is no snapshot of a fleet", outcome.Errors, StringComparison.Ordinal);
    }

    private ImageForgeCommand Command => new(Path.Combine(_folder, "state"), _definitions.Root);

    private async Task<(CommandOutcome Outcome, string Page)> RunAsync(string page, string commandLine)
    {
        var file = Path.Combine(_folder, page);
        var outcome = await Command.RunAsync([.. commandLine.Split(' '), "--timeline", file]);
        Assert.True(File.Exists(file), $"{outcome}");
        return (outcome, await File.ReadAllTextAsync(file, Cancellation));
    }
}
