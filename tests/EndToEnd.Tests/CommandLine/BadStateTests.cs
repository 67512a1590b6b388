using System.Net;
using System.Net.Sockets;
using ImageForge.Core.Images;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using Microsoft.Data.Sqlite;

namespace ImageForge.EndToEnd.Tests.CommandLine;

/// <summary>Bad input that takes a built image to meet: a taken port, an edited journal, a damaged disk.</summary>
[Trait("tier", "vm")]
public sealed class BadStateTests(SharedForge forge) : IAsyncLifetime
{
    private const string Fleet = "bad";
    private readonly DefinitionTree _definitions = new();
    private readonly string _state = Directory.CreateTempSubdirectory("if-").FullName;
    private readonly TcpListener _stranger = new(IPAddress.Loopback, 0);
    private ImageArtifact? _image;

    public async ValueTask InitializeAsync()
    {
        _stranger.Start();
        _definitions.WithSchedule(
            Fleet, launchTimeout: "1m", listen: $"127.0.0.1:{((IPEndPoint)_stranger.LocalEndpoint).Port}");
        _image = await forge.BuildAsync(await forge.PlanAsync("web"));
        var state = new StateDirectory(_state);
        state.Create();
        Copy(forge.Artifacts.FolderOf(_image.Id), new ArtifactStore(state).FolderOf(_image.Id));
        forge.LendKeys(state);
        var promoted = await RunAsync("image", "promote", $"{_image.Id}", "--reason", "copied from elsewhere");
        Assert.True(promoted.ExitCode == 0, $"{promoted}");
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("fleet", "destroy", Fleet);
        _stranger.Dispose();
        _definitions.Dispose();
        Directory.Delete(_state, recursive: true);
    }

    [Fact]
    public async Task A_port_that_is_taken()
    {
        var outcome = await RunAsync("fleet", "launch", Fleet);
        AssertRefused(outcome, ForgeError.Environment, ForgeError.External, _stranger.LocalEndpoint.ToString()!);
    }

    [Fact]
    public async Task A_journal_that_was_edited_is_found_and_nothing_is_added_to_it()
    {
        await RunAsync("fleet", "launch", Fleet);
        await EditAsync("UPDATE journal SET data = replace(data, 'launch of the fleet', 'nothing at all')");

        var proof = await RunAsync("journal", "verify");
        Assert.Equal((int)ForgeError.Integrity, proof.ExitCode);
        Assert.Contains("fleet/bad", proof.Output, StringComparison.Ordinal);
        AssertRefused(await RunAsync("fleet", "launch", Fleet), ForgeError.Integrity, ForgeError.Integrity, "journal");
    }

    [Fact]
    public async Task A_journal_whose_end_was_cut_off()
    {
        await RunAsync("fleet", "launch", Fleet);
        await EditAsync("DELETE FROM journal");
        Assert.Equal((int)ForgeError.Integrity, (await RunAsync("journal", "verify")).ExitCode);
    }

    [Fact]
    public async Task A_disk_that_was_changed_is_never_launched()
    {
        var disk = Path.Combine(new ArtifactStore(new StateDirectory(_state)).FolderOf(_image!.Id), "disk.qcow2");
        File.SetUnixFileMode(disk, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using (var file = new FileStream(disk, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Seek(-1, SeekOrigin.End);
            var last = file.ReadByte();
            file.Seek(-1, SeekOrigin.End);
            file.WriteByte((byte)(last ^ 0xff));
        }

        _definitions.WithSchedule(Fleet, launchTimeout: "1m");
        var outcome = await RunAsync("fleet", "launch", Fleet);
        AssertRefused(outcome, ForgeError.Integrity, ForgeError.RotationHeld, "disk.qcow2");
    }

    private Task<CommandOutcome> RunAsync(params string[] arguments) =>
        new ImageForgeCommand(_state, _definitions.Root).RunAsync(TimeSpan.FromMinutes(8), arguments);

    private static void AssertRefused(CommandOutcome outcome, ForgeError error, ForgeError or, string mentions)
    {
        Assert.True(outcome.ExitCode == (int)error || outcome.ExitCode == (int)or, $"{error} expected: {outcome}");
        Assert.Contains(mentions, outcome.Errors + outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Errors, StringComparison.Ordinal);
    }

    private async Task EditAsync(string statement)
    {
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(_state, "forge.db")};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Two literals above.
        command.CommandText = statement;
#pragma warning restore CA2100
        Assert.True(await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken) > 0);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
