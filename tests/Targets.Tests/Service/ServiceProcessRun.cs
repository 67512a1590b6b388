using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ImageForge.Engine;
using ImageForge.Engine.Access;
using ImageForge.Targets.Local;
using ImageForge.Targets.Service;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.Targets.Tests.Service;

/// <summary>The real service, started as an init system starts it.</summary>
internal sealed class ServiceProcessRun : IDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentQueue<string> _log = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly ConcurrentDictionary<Role, string> _tokens = new();
    private readonly ServiceWords _words;
    private readonly Process _process;

    private ServiceProcessRun(ServiceWords words, Process process)
    {
        (_words, _process) = (words, process);
        _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it answers; the news that it could not start is no address.</summary>
    public Uri? Address { get; private set; }

    public int Id => _process.Id;

    public string Log => string.Join('\n', _log);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts it, and waits for its news.</summary>
    public static async Task<ServiceProcessRun> StartAsync(
        string state, string definitions, string target = "local", string listen = "127.0.0.1:0",
        string review = "0 6 * * *", string feeds = ServiceOrder.DefaultFeeds, bool offline = false)
    {
        return await StartAsync(new ServiceWords
        {
            State = state, Definitions = definitions, Target = target, Listen = listen, Review = review,
            Feeds = feeds, Offline = offline,
        });
    }

    /// <summary>Starts it with these words, and waits for its news.</summary>
    /// <param name="words">What it shall run.</param>
    /// <param name="within">A command that starts it elsewhere, such as in a namespace.</param>
    /// <param name="environment">Variables over those of this process.</param>
    public static async Task<ServiceProcessRun> StartAsync(
        ServiceWords words, IReadOnlyList<string>? within = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] command =
        [
            .. within ?? [], ServerExecutable.Find(), "serve",
            JsonSerializer.Serialize(words, ServiceJson.Default.ServiceWords),
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var run = new ServiceProcessRun(words, Process.Start(start)!);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(StartMax);
        if (await run._process.StandardOutput.ReadLineAsync(deadline.Token) is { } news)
        {
            var address = JsonDocument.Parse(news).RootElement.GetProperty("address");
            run.Address = address.ValueKind == JsonValueKind.Null ? null : new Uri(address.GetString()!);
        }

        return run;
    }

    /// <summary>A token of this role, made in the service's state as `imageforge token create` does.</summary>
    public async Task<string> TokenAsync(Role role)
    {
        if (!_tokens.TryGetValue(role, out var token))
        {
            using var rooms = Rooms();
            var issued = await rooms.Tokens.CreateAsync(
                $"tests {role}", role, TimeSpan.FromHours(1), Actor.Account(), Cancellation);
            _tokens[role] = token = issued.Text;
        }

        return token;
    }

    /// <summary>The engine's parts on the service's state, as another process of the installation has them.</summary>
    public Rooms Rooms() => new(
        new StateDirectory(_words.State), _words.Definitions, TargetChoice.Parse(_words.Target),
        NullLoggerFactory.Instance);

    /// <summary>What a viewer gets.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path, await TokenAsync(Role.Viewer));
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    /// <summary>Sends a request, as a viewer where nobody else is named.</summary>
    public async Task<(int Status, string? Media, JsonElement Body)> AskAsync(
        string path, HttpMethod? method = null, string? host = null, Role role = Role.Viewer)
    {
        using var response = await SendAsync(method ?? HttpMethod.Get, path, await TokenAsync(role), host: host);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        var media = response.Content.Headers.ContentType?.MediaType;
        var body = media?.EndsWith("json", StringComparison.Ordinal) == true
            ? JsonDocument.Parse(text).RootElement
            : default;
        return ((int)response.StatusCode, media, body);
    }

    /// <param name="token">Null: none.</param>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? token, HttpContent? body = null, string? host = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address!, path)) { Content = body };
        request.Headers.Host = host;
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request, Cancellation);
    }

    /// <summary>Waits until something is so.</summary>
    public async Task UntilAsync(TimeSpan limit, Func<Task<bool>> condition, string what)
    {
        using var timer = new PeriodicTimer(Interval);
        for (var waited = Stopwatch.StartNew(); !await condition();)
        {
            Assert.True(waited.Elapsed < limit, $"not within {limit}: {what}\n{Log}");
            await timer.WaitForNextTickAsync(Cancellation);
        }
    }

    public Task UntilLoggedAsync(string text, TimeSpan limit) =>
        UntilAsync(limit, () => Task.FromResult(Log.Contains(text, StringComparison.Ordinal)), $"'{text}' is logged");

    /// <summary>SIGTERM; returns the exit code and how long it took.</summary>
    public async Task<(int ExitCode, TimeSpan Took)> TerminateAsync()
    {
        var took = Stopwatch.StartNew();
        ProcessIdentity.Of(_process.Id)!.Terminate();
        return (await ExitCodeAsync(), took.Elapsed);
    }

    public async Task<int> ExitCodeAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(StartMax);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Cancellation);
    }

    public void Dispose()
    {
        _http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
