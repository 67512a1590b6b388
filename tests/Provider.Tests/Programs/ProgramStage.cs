using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Targets;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>
/// This checkout's Pulumi.yaml in a folder of its own beside copies of its definitions, an engine for it, and a
/// simulated cloud. What a rotation waits for by policy is shortened to a second.
/// </summary>
internal sealed class ProgramStage : IAsyncDisposable
{
    private readonly string _state;
    private readonly string _target;

    private ProgramStage(ProviderBench bench, string state, string target)
    {
        (Bench, _state, _target) = (bench, state, target);
        Engine = new MiniEngine(bench)
        {
            Configuration = new JsonObject { ["target"] = target, ["state"] = state },
        };
    }

    public ProviderBench Bench { get; }

    public MiniEngine Engine { get; }

    public string Folder => Bench.Tree.Root;

    /// <summary>Pulumi.yaml as it lies in the folder now.</summary>
    public YamlProgram Program => new(Path.Combine(Folder, "Pulumi.yaml"));

    public static FleetName Fleet { get; } = new("web");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ProgramStage> CreateAsync()
    {
        var bench = await ProviderBench.CreateAsync();
        return await CreateAsync(bench, bench.State, bench.Target);
    }

    /// <summary>The same on this machine: real builds, and real instances.</summary>
    public static async Task<ProgramStage> CreateAsync(StateDirectory state) =>
        await CreateAsync(await ProviderBench.CreateAsync(), state.Root, TargetChoice.Local);

    private static async Task<ProgramStage> CreateAsync(ProviderBench bench, string state, string target)
    {
        var stage = new ProgramStage(bench, state, target);
        await stage.CopyAsync("images", "schedules", "Pulumi.yaml");
        stage.Edit("schedules/web.yaml", text => Waits.Replace(text, "${key}: 1s"));
        return stage;
    }

    /// <summary>Writes a file of the folder anew.</summary>
    public void Edit(string file, Func<string, string> edit)
    {
        var path = Path.Combine(Folder, file);
        var before = File.ReadAllText(path);
        var after = edit(before);
        Assert.NotEqual(before, after);
        File.WriteAllText(path, after);
    }

    /// <summary>Another program in the same folder.</summary>
    public YamlProgram Write(string text)
    {
        Bench.Tree.Write("Pulumi.yaml", text);
        return Program;
    }

    /// <summary>The command line, on the same state, definitions and cloud; it has to succeed.</summary>
    public async Task<string> CommandAsync(params string[] words)
    {
        var start = new ProcessStartInfo(
            Path.Combine(Checkout.Root, "artifacts", "bin", "ImageForge.Cli", "release", "imageforge"), words)
        {
            WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["IMAGEFORGE_STATE"], start.Environment["IMAGEFORGE_TARGET"]) = (_state, _target);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, $"imageforge {string.Join(' ', words)}: {output}{await errors}");
        return output;
    }

    /// <summary>The engine's parts on the same state, as the command line has them.</summary>
    public Rooms Rooms() => new(
        new StateDirectory(_state), Folder, TargetChoice.Parse(_target), NullLoggerFactory.Instance);

    /// <summary>The versions of an image that are there, with the pins on each.</summary>
    public async Task<IReadOnlyList<(string Version, IReadOnlyList<string> Pins)>> VersionsAsync(string image)
    {
        using var rooms = Rooms();
        var history = await rooms.Images.HistoryAsync(new ImageName(image), Cancellation);
        return
        [
            .. (await rooms.Images.ListAsync(Cancellation)).Where(artifact => artifact.Id.Image.Value == image)
                .Where(artifact => artifact.State != ImageState.Deleted)
                .Select(artifact => ($"{artifact.Id}", (IReadOnlyList<string>)
                [
                    .. history.Artifacts.GetValueOrDefault(artifact.Id)?.Pins.Select(pin => pin.Holder) ?? [],
                ])),
        ];
    }

    public async Task<FleetSnapshot> SnapshotAsync(string fleet = "web") =>
        await Bench.Cloud.Target().ObserveAsync(new FleetName(fleet), Cancellation);

    public async Task<IReadOnlyList<FleetName>> FleetsAsync() =>
        await Bench.Cloud.Target().ListFleetsAsync(Cancellation);

    /// <summary>Waits for a fact.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var waited = Stopwatch.StartNew(); !await isSo();)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), $"not within a minute: {what}");
            await timer.WaitForNextTickAsync(Cancellation);
        }
    }

    /// <summary>Ends the cloud; by its own count no act broke a limit, but the end of those that were to go.</summary>
    public async Task AssertFloorHeldAsync(params IEnumerable<InstanceId> wantedGone)
    {
        var report = await Bench.Cloud.EndAsync();
        Assert.NotEmpty(report.Fleets);
        Assert.All(report.Fleets, fleet => Assert.Equal(fleet.BreachesInAll, fleet.Breaches.Length));
        Assert.DoesNotContain(
            report.Fleets.SelectMany(fleet => fleet.Breaches),
            breach => !wantedGone.Any(gone => $"{gone}" == $"{breach.Instance}"));
    }

    public ValueTask DisposeAsync() => Bench.DisposeAsync();

    private async Task CopyAsync(params string[] names)
    {
        using var copy = Process.Start(
            "cp", ["-a", .. names.Select(name => Path.Combine(Checkout.Root, name)), $"{Folder}/"]);
        await copy.WaitForExitAsync(Cancellation);
        Assert.Equal(0, copy.ExitCode);
    }

    private static readonly Regex Waits = new(
        "^(?<key>instanceWarmup|bakeTime|drainTimeout|checkpointDelay): .*$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
