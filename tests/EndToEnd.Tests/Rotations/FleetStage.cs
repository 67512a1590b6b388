using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;
using ImageForge.Targets.Local;

namespace ImageForge.EndToEnd.Tests.Rotations;

/// <summary>
/// A fleet of three real machines in a state directory of its own, driven through the program as people drive it, and
/// looked at past it. What is left at the end fails the test.
/// </summary>
public sealed class FleetStage : IAsyncDisposable
{
    private static readonly TimeSpan LaunchMax = TimeSpan.FromMinutes(10);
    private readonly InstallationKey _key;
    private readonly StoredJournal _journal;

    private FleetStage(DefinitionTree definitions, string fleet, ImageArtifact old, ImageArtifact @new)
    {
        State = new StateDirectory(Path.Combine(Path.GetTempPath(), $"if-{Guid.NewGuid().ToString("N")[..8]}"));
        State.Create();
        (Fleet, Old, New) = (new FleetName(fleet), old, @new);
        Command = new ImageForgeCommand(State.Root, definitions.Root);
        var database = new ForgeDatabase(State);
        _key = new InstallationKey(State);
        _journal = new StoredJournal(database, _key, TimeProvider.System);
        Heartbeats = new StoredHeartbeats(database);
        Target = new LocalFleetTarget(
            State, new ArtifactStore(State), new StoredEnrolments(database, TimeProvider.System), Heartbeats,
            TimeProvider.System);
    }

    public StateDirectory State { get; }
    public FleetName Fleet { get; }
    public ImageArtifact Old { get; }
    public ImageArtifact New { get; }
    public ImageForgeCommand Command { get; }
    public StoredHeartbeats Heartbeats { get; }
    public LocalFleetTarget Target { get; }

    /// <summary>Starts a fleet on <paramref name="old"/>; both images are borrowed from the shared state.</summary>
    public static async Task<FleetStage> LaunchAsync(
        SharedForge forge, DefinitionTree definitions, string fleet, ImageArtifact old, ImageArtifact @new)
    {
        var stage = new FleetStage(definitions, fleet, old, @new);
        foreach (var artifact in new[] { old, @new }.DistinctBy(artifact => artifact.Id))
        {
            forge.Lend(artifact, stage.State);

            // What became of it is in the journal of the other one.
            var promoted = await stage.Command.RunAsync(
                "image", "promote", $"{artifact.Id}", "--reason", "lent by another state directory");
            Assert.True(promoted.ExitCode == 0, $"{promoted}");
        }

        var launched = await stage.Command.RunAsync(LaunchMax, "fleet", "launch", fleet, "--image", $"{old.Id}");
        if (launched.ExitCode != 0)
        {
            await stage.DisposeAsync();
            Assert.Fail($"the fleet did not come up: {launched}");
        }

        return stage;
    }

    public Task<FleetSnapshot> LookAsync() =>
        Target.ObserveAsync(Fleet, TestContext.Current.CancellationToken);

    /// <summary>One instance as it is now.</summary>
    public async Task<InstanceView> FindAsync(InstanceId id) =>
        (await LookAsync()).Instances.Single(instance => instance.Id == id);

    /// <summary>Springs one of the traps of <see cref="DefinitionTree.WithTrap"/>.</summary>
    /// <remarks>The answer does not matter: the instance's access log is what the trap reads.</remarks>
    public static async Task TrapAsync(InstanceView instance, string trap)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(
            new Uri($"http://{instance.Address}/trap/{trap}"), TestContext.Current.CancellationToken);
    }

    public RunningCommand Rotate() => Command.Start("rotate", Fleet.Value, "--to", $"{New.Id}");

    /// <summary>What the journal holds of the fleet, in order.</summary>
    public async Task<IReadOnlyList<(RotationEvent Event, DateTimeOffset At)>> EventsAsync()
    {
        var events = new List<(RotationEvent, DateTimeOffset)>();
        var entries = _journal.ReadAsync($"fleet/{Fleet}", after: 0, TestContext.Current.CancellationToken);
        await foreach (var entry in entries)
        {
            events.Add((RotationEventText.Read(entry.Data), entry.At));
        }

        return events;
    }

    /// <summary>
    /// Names and pids of everything that names this state on its command line, but the program itself.
    /// </summary>
    public IReadOnlyList<(string Name, int Id)> Processes() =>
    [
        .. from process in Process.GetProcesses()
           where CommandLineOf(process.Id).Contains(State.Root, StringComparison.Ordinal)
           select (process.ProcessName, process.Id),
    ];

    public async ValueTask DisposeAsync()
    {
        await Command.RunAsync("fleet", "destroy", Fleet.Value);
        Target.Dispose();
        _key.Dispose();
        var (processes, mounts) = (Processes(), Mounts());
        Directory.Delete(State.Root, recursive: true);
        Assert.Empty(processes);
        Assert.Empty(mounts);
    }

    private List<string> Mounts() =>
        [.. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(State.Root, StringComparison.Ordinal))];

    private static string CommandLineOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            // Gone since it was listed.
            return "";
        }
    }
}
