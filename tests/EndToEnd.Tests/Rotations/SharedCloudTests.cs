using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Targets;
using ImageForge.Engine;
using ImageForge.Targets.Local;

namespace ImageForge.EndToEnd.Tests.Rotations;

/// <summary>
/// One simulated cloud, several processes as people run them, one state directory between them. Nothing but the fleet
/// is simulated.
/// </summary>
public sealed class SharedCloudTests : IDisposable
{
    private const int Desired = 8;
    private static readonly TimeSpan RunMax = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(30);
    private readonly DefinitionTree _definitions = new();
    private readonly string _state = Directory.CreateTempSubdirectory("if-").FullName;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly int _port = LoopbackPort.FindFree();

    public SharedCloudTests() => _definitions.Write("schedules/shared.yaml", $"""
        fleet: shared
        image: web
        desired: {Desired}
        minHealthyPercentage: 100
        maxHealthyPercentage: 150
        maxBatchPercentage: 50
        instanceWarmup: 1s
        drainTimeout: 15s
        launchTimeout: 1m
        checkpoints: []
        bakeTime: 1s
        windows: always

        """);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ImageForgeCommand Command => new(_state, _definitions.Root);

    public void Dispose()
    {
        _http.Dispose();
        _definitions.Dispose();
        Directory.Delete(_state, recursive: true);
    }

    [Fact]
    public async Task Of_two_that_rotate_one_writes_and_a_third_takes_over_from_the_killed_one()
    {
        using var server = await ServeAsync("--quicker", "40", "--faults", "answer-lost=0.1,done-twice=0.1");
        using var one = Rotate();
        using var two = Rotate();
        var (writer, other) = await EndOfOneAsync(one, two) == one ? (two, one) : (one, two);
        var refused = await other.EndAsync(StartMax);
        Assert.Equal((int)ForgeError.Busy, refused.ExitCode);
        Assert.Contains("is being worked on by process", refused.Errors, StringComparison.Ordinal);

        await UntilAsync(async () => await CallsAsync("Terminate") > 0, "nothing was terminated yet");
        Assert.False(writer.HasExited, "it ended before it could be killed");
        writer.Kill();
        Assert.True(await writer.WaitAsync(StartMax));
        Assert.True(await CallsAsync("Terminate") < Desired, "it was done before it was killed");

        using var heir = Rotate();
        var done = await heir.EndAsync(RunMax);
        Assert.True(done.ExitCode == 0, $"{done}");
        await AssertReplacedAsync();
        Assert.Equal(0, (await RunAsync("journal", "verify")).ExitCode);

        var report = (await EndAsync(server)).Json;
        var fleet = Assert.Single(report.GetProperty("fleets").EnumerateArray());
        Assert.True(fleet.GetProperty("breachesInAll").GetInt32() == 0, $"{report}");
        Assert.Equal(0, fleet.GetProperty("lowestAgainstFloor").GetInt32());
        Assert.Equal(2, fleet.GetProperty("epoch").GetInt64());
        Assert.Equal(Desired, report.GetProperty("launches").GetInt64());
    }

    [Fact]
    public async Task An_empty_cloud_is_launched_looked_at_and_destroyed_and_nothing_of_it_is_real()
    {
        using var server = await ServeAsync("--quicker", "40", "--instances", "0");
        Assert.Contains("no fleet runs here", (await RunAsync("fleet", "list")).Output, StringComparison.Ordinal);
        var launched = await RunAsync("fleet", "launch", "shared");
        Assert.True(launched.ExitCode == 0, $"{launched}");
        var instance = (await InstancesAsync())[0].GetProperty("id").GetString()!;
        var why = await RunAsync("why", instance);
        Assert.True(why.ExitCode == 0 && why.Output.Contains(instance, StringComparison.Ordinal), $"{why}");
        var rotation = await RunAsync("rotation", "show", "shared");
        Assert.Contains("complete", rotation.Output, StringComparison.OrdinalIgnoreCase);

        // What is built is built for real machines, which do not see the simulated fleet either.
        var build = await RunAsync("build", "web", "--plan");
        Assert.Equal((int)ForgeError.Usage, build.ExitCode);
        Assert.Contains("no image is built", build.Errors, StringComparison.Ordinal);
        var real = await Command.RunAsync("fleet", "list");
        Assert.Contains("no fleet runs here", real.Output, StringComparison.Ordinal);
        var images = (await Command.RunAsync("image", "list", "-o", "json")).Json.GetProperty("images");
        Assert.Empty(images.EnumerateArray());

        var destroyed = await RunAsync("fleet", "destroy", "shared");
        Assert.True(destroyed.ExitCode == 0, $"{destroyed}");
        Assert.Equal(0, (await EndAsync(server)).ExitCode);
    }

    [Fact]
    public async Task A_server_ends_with_the_command_that_started_it_and_those_who_use_it_are_told()
    {
        using var server = await ServeAsync();
        server.Kill();
        await UntilAsync(async () => !await AnswersAsync(), "it still answers");
        var gone = await RunAsync("fleet", "list");
        Assert.Equal((int)ForgeError.External, gone.ExitCode);
        Assert.Contains($"--listen 127.0.0.1:{_port}", gone.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_this_machines_fault()
    {
        using var stranger = new TcpListener(IPAddress.Loopback, _port);
        stranger.Start();
        var outcome = await Command.RunAsync("simulate", "shared", "--listen", $"127.0.0.1:{_port}");
        Assert.Equal((int)ForgeError.Environment, outcome.ExitCode);
        Assert.StartsWith("error: ", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains("is taken by another program", outcome.Errors, StringComparison.Ordinal);
    }

    private async Task<RunningCommand> ServeAsync(params string[] options)
    {
        var server = Command.Start(
            ["simulate", "shared", "--listen", $"127.0.0.1:{_port}", "--output", "json", .. options]);
        await UntilAsync(AnswersAsync, "the server does not answer");
        return server;
    }

    private static Task<CommandOutcome> EndAsync(RunningCommand server)
    {
        ProcessIdentity.Of(server.Id)!.Terminate();
        return server.EndAsync(StartMax);
    }

    private RunningCommand Rotate() => Command.Start(InCloud("rotate", "shared"));

    private Task<CommandOutcome> RunAsync(params string[] arguments) => Command.RunAsync(InCloud(arguments));

    private string[] InCloud(params string[] arguments) =>
        [.. arguments, "--target", $"simulated:http://127.0.0.1:{_port}"];

    private static async Task<RunningCommand> EndOfOneAsync(params RunningCommand[] commands)
    {
        await UntilAsync(
            () => Task.FromResult(commands.Any(command => command.HasExited)), "both rotate at the same time");
        return commands.First(command => command.HasExited);
    }

    private async Task AssertReplacedAsync()
    {
        var instances = await InstancesAsync();
        Assert.Equal(Desired, instances.Count);
        Assert.All(instances, instance => Assert.Equal("InService", instance.GetProperty("service").GetString()));
        Assert.DoesNotContain(
            instances, instance => instance.GetProperty("id").GetString()!.Contains("old", StringComparison.Ordinal));
        Assert.Single(instances.Select(instance => instance.GetProperty("image").GetString()).Distinct());
    }

    private async Task<IReadOnlyList<JsonElement>> InstancesAsync() =>
        [.. (await RunAsync("fleet", "show", "shared", "-o", "json")).Json.GetProperty("instances").EnumerateArray()];

    /// <summary>How often the cloud heard a call, from whomever.</summary>
    private async Task<long> CallsAsync(string action)
    {
        var report = await GetAsync($"v1/clouds/{(await GetAsync("v1/cloud")).GetProperty("id")}/report");
        var calls = report.GetProperty("counters").GetProperty("calls");
        return calls.TryGetProperty(action, out var count) ? count.GetInt64() : 0;
    }

    private Task<JsonElement> GetAsync(string path) =>
        _http.GetFromJsonAsync<JsonElement>(new Uri($"http://127.0.0.1:{_port}/{path}"), Cancellation);

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await GetAsync("v1/cloud");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static Task UntilAsync(Func<Task<bool>> condition, string state) =>
        Poll.UntilAsync(StartMax, condition, () => state);
}
