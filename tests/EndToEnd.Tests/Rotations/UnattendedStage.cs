using System.Text.Json;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.EndToEnd.Tests.Targets;
using ImageForge.Targets.Local;

namespace ImageForge.EndToEnd.Tests.Rotations;

/// <summary>
/// A fleet of three real machines that nobody looks after but <c>imageforge serve</c>: the bells of its image and its
/// own ring each minute. Its image is the checkout's <c>web</c> with one file more, so that the next version is one
/// layer away. Whoever wants pictures of it takes them between the steps: <see cref="Address"/> answers throughout.
/// </summary>
internal sealed class UnattendedStage : IAsyncDisposable
{
    public const string Fleet = "unattended";
    public const string Image = "unattended";
    public static readonly TimeSpan BuildMax = TimeSpan.FromMinutes(20);
    public static readonly TimeSpan RotationMax = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(2);

    private readonly DefinitionTree _definitions = new DefinitionTree().WithoutDetection();
    private RunningCommand? _service;

    private UnattendedStage(string state)
    {
        Command = new ImageForgeCommand(state, _definitions.Root);
        WriteVersion("first");
        _definitions
            .Write($"images/{Image}/image.yaml", """
                name: unattended
                extends: web
                files:
                  - { path: /srv/www/version, source: files/version }
                rebuild: { cron: "* * * * *", zone: UTC }

                """)
            .Write($"schedules/{Fleet}.yaml", """
                fleet: unattended
                image: unattended
                desired: 3
                minHealthyPercentage: 100
                maxHealthyPercentage: 133
                instanceWarmup: 5s
                drainTimeout: 5s
                launchTimeout: 5m
                checkpoints: []
                bakeTime: 10s
                windows: always
                rotate: { cron: "* * * * *", zone: UTC }
                listen: 127.0.0.1:0

                """);
    }

    /// <summary>As people run it, for whatever the stage has no word for.</summary>
    public ImageForgeCommand Command { get; }

    /// <summary>Where the service answers.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>What the fleet ran when the service was started.</summary>
    public string First { get; private set; } = "";

    /// <summary>Builds the image, launches the fleet by one command, and leaves it to a service.</summary>
    public static async Task<UnattendedStage> StartAsync(SharedForge shared)
    {
        var stage = new UnattendedStage(shared.State.Root);
        try
        {
            await stage.DoneAsync(BuildMax, "build", Image);
            await stage.DoneAsync(BuildMax, "fleet", "launch", Fleet);
            stage.First = Assert.Single((await stage.ImagesAsync()).Distinct());
            await stage.ServeAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>What somebody edits; the next ring of the image takes it up.</summary>
    public void WriteVersion(string text) => _definitions.Write($"images/{Image}/files/version", $"{text}\n");

    /// <summary>Waits until an instance runs another image than <see cref="First"/>.</summary>
    public Task UntilRotatingAsync() => UntilAsync(
        BuildMax + RotationMax, images => images.Any(image => image != First), "an instance runs the next image");

    /// <summary>Waits until three instances run one image, which is not <see cref="First"/>.</summary>
    /// <returns>That image.</returns>
    public async Task<string> UntilRotatedAsync()
    {
        await UntilAsync(
            RotationMax, images => images.Count == 3 && images.Distinct().Count() == 1 && images[0] != First,
            "all three run the next image");
        return (await ImagesAsync())[0];
    }

    /// <summary>The images of the instances, one each.</summary>
    public async Task<IReadOnlyList<string>> ImagesAsync() =>
        [.. (await ShowAsync()).GetProperty("instances").EnumerateArray()
            .Select(instance => instance.GetProperty("image").GetString()!)];

    /// <summary>Where users send requests.</summary>
    public async Task<Uri> EndpointAsync() => new((await ShowAsync()).GetProperty("endpoint").GetString()!);

    /// <summary>The text of <c>/version</c> as an instance serves it now.</summary>
    public async Task<string> VersionAsync()
    {
        using var client = new HttpClient();
        return (await client.GetStringAsync(
            new Uri(await EndpointAsync(), "version"), TestContext.Current.CancellationToken)).Trim();
    }

    /// <summary>What opens the service's interface and its page.</summary>
    public async Task<string> TokenAsync(string role = "viewer") =>
        (await DoneAsync(StartMax, "token", "create", "--role", role, "-o", "json")).Json
            .GetProperty("secret").GetString()!;

    /// <summary>Stops the service as an init system does.</summary>
    /// <returns>How it ended, with its log.</returns>
    public async Task<CommandOutcome> StopAsync()
    {
        using var service = _service ?? throw new InvalidOperationException("no service runs");
        _service = null;
        ProcessIdentity.Of(service.Id)?.Terminate();
        return await service.EndAsync(StartMax);
    }

    public async Task<CommandOutcome> DoneAsync(TimeSpan limit, params IEnumerable<string> arguments)
    {
        var outcome = await Command.RunAsync(limit, arguments);
        Assert.True(outcome.ExitCode == 0, $"{string.Join(' ', arguments)}: {outcome}");
        return outcome;
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            TestContext.Current.TestOutputHelper?.WriteLine((await StopAsync()).Errors);
        }

        await Command.RunAsync(StartMax, "fleet", "destroy", Fleet);
        _definitions.Dispose();
    }

    private async Task<JsonElement> ShowAsync() =>
        (await DoneAsync(StartMax, "fleet", "show", Fleet, "-o", "json")).Json;

    private async Task ServeAsync()
    {
        _service = Command.Start("serve", "--listen", "127.0.0.1:0", "-o", "json");
        Address = await _service.UntilServesAsync(StartMax);
        TestContext.Current.TestOutputHelper?.WriteLine($"serving on {Address}");
    }

    private async Task UntilAsync(TimeSpan limit, Func<IReadOnlyList<string>, bool> condition, string what)
    {
        IReadOnlyList<string> last = [];
        await Poll.UntilAsync(
            limit,
            async () =>
            {
                Assert.False(_service!.HasExited, "the service ended");
                return condition(last = await ImagesAsync());
            },
            () => $"{what}: {string.Join(", ", last)}");
    }
}
