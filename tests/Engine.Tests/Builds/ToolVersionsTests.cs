using ImageForge.Engine.Builds;

namespace ImageForge.Engine.Tests.Builds;

public sealed class ToolVersionsTests : IDisposable
{
    private readonly TemporaryState _temporary = new();

    // Writes down each time that it is asked.
    private string Tool => Path.Combine(_temporary.State.Root, "tool");
    private string Asked => Path.Combine(_temporary.State.Root, "asked");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task A_tool_is_asked_once_and_again_when_it_changed()
    {
        WriteTool("tool 1.0");
        Assert.Equal("tool 1.0", await VersionAsync());
        Assert.Equal("tool 1.0", await VersionAsync());
        Assert.Single(await File.ReadAllLinesAsync(Asked, TestContext.Current.CancellationToken));

        WriteTool("tool 2.0 is longer");
        Assert.Equal("tool 2.0 is longer", await VersionAsync());
        Assert.Equal(2, (await File.ReadAllLinesAsync(Asked, TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task A_damaged_memory_costs_one_more_question()
    {
        WriteTool("tool 1.0");
        await VersionAsync();
        await File.WriteAllTextAsync(
            Path.Combine(_temporary.State.Indexes, "tools.json"), "{", TestContext.Current.CancellationToken);

        Assert.Equal("tool 1.0", await VersionAsync());
    }

    [Fact]
    public async Task A_missing_tool_is_named()
    {
        var failure = await Assert.ThrowsAsync<ForgeException>(VersionAsync);

        Assert.Equal(ForgeError.Environment, failure.Error);
        Assert.Contains("tool is missing", failure.Message, StringComparison.Ordinal);
    }

    // Some tools, mkfs.ext4 among them, say it on stderr.
    private void WriteTool(string version)
    {
        File.WriteAllText(Tool, $"#!/bin/sh\necho asked >> '{Asked}'\necho '{version}' >&2\nexit 1\n");
        File.SetUnixFileMode(Tool, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
    }

    private async Task<string> VersionAsync()
    {
        var tools = new Dictionary<string, IReadOnlyList<string>> { [Tool] = ["-V"] };
        return (await new ToolVersions(_temporary.State).OfAsync(tools, TestContext.Current.CancellationToken))[Tool];
    }
}
