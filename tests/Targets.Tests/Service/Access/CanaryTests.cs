using System.Text;
using ImageForge.Core.Fleets;
using ImageForge.Engine.Access;
using ImageForge.Engine.Tests.Store;
using ImageForge.Targets.Service;
using ImageForge.Targets.Tests.Local;
using ImageForge.Targets.Tests.Webhooks;

namespace ImageForge.Targets.Tests.Service.Access;

/// <summary>Secrets go in, and come out nowhere: no answer, log, journal, file, command line or environment.</summary>
public sealed class CanaryTests : IDisposable
{
    private static readonly TimeSpan SoonMax = TimeSpan.FromMinutes(2);
    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _tree.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task A_secret_that_is_sent_shows_nowhere()
    {
        const string Instance = "canary-of-an-instance-0123456789abcdef";
        const string Credential = "canary-of-a-sensor-0123456789abcdef";
        const string Guess = "canary-of-a-guess-0123456789abcdef";
        using var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);
        using (var rooms = service.Rooms())
        {
            rooms.SensorCredentials.Set("falcon", Credential);
            var name = new InstanceId("web-a");
            var enrolment = await rooms.Enrolments.IssueAsync(name, Cancellation);
            Assert.True(await rooms.Enrolments.ExchangeAsync(name, enrolment, Instance, Cancellation));
        }

        var roles = new[] { Role.Viewer, Role.Operator, Role.Approver, Role.Detector };
        var tokens = await Task.WhenAll(roles.Select(service.TokenAsync));
        var said = new StringBuilder();
        using var stranger = new Stranger(service.Address!, 1);
        foreach (var rule in RouteTable.All)
        {
            foreach (var secret in tokens.Append(Instance).Append(Guess).Append($"imf_{Guess}"))
            {
                var (method, path) = (rule.Operation.Split(' ')[0], rule.Operation.Split(' ')[1]);
                var asked = $"{path.Replace("{", "").Replace("}", "")}?token={secret}&access_token={secret}";
                using var response = await stranger.SendAsync(
                    new HttpMethod(method), asked, $"Bearer {secret}", method == "GET" ? null : "{\"a\":");
                said.Append(response.Headers).Append(await BeginningAsync(response));
            }
        }

        using var browser = new Browser(service.Address!);
        foreach (var token in tokens.Append(Guess))
        {
            using var response = await browser.PostAsync("session", asPage: true, ("token", token), ("from", "/"));
            said.Append(response.Headers).Append(await BeginningAsync(response));
        }

        await AssertNowhereAsync(
            service, $"{said}", [.. tokens.Select(token => token[17..81]), Instance, Credential, Guess]);
        Assert.True(File.Exists(Path.Combine(_state.Directory.Root, "forge.db")));
    }

    [Fact]
    public async Task What_the_service_itself_is_given_shows_nowhere()
    {
        using var postgres = PostgresServer.Start();
        using var certificates = new Certificates();
        var own = certificates.Write();
        await using var sink = WebhookSink.Answering(_ => 500);
        _tree.WriteWebhook(sink.Url);
        var connection = Path.Combine(_tree.Root, "connection");
        await File.WriteAllTextAsync(connection, postgres.CreateDatabase(), Cancellation);
        File.SetUnixFileMode(connection, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var service = await ServiceProcessRun.StartAsync(new ServiceWords
        {
            State = _state.Directory.Root, Definitions = _tree.Root, Target = "local", Listen = "0.0.0.0:0",
            TlsCertificate = certificates.Certificate, TlsKey = certificates.Key,
            Store = "postgres", StoreConnection = connection, Log = "json",
        });
        Assert.True(service.Address is not null, service.Log);
        await service.UntilLoggedAsync("Webhooks in force: 1", SoonMax);
        using var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, seen, _, _) => seen?.GetCertHashString() == own },
        });
        var said = new StringBuilder();
        foreach (var path in new[] { "health/ready", "v1/webhooks", "openapi/v1.json", "sign-in", "" })
        {
            said.Append(await (await http.GetAsync(
                new Uri($"https://127.0.0.1:{service.Address!.Port}/{path}"), Cancellation)).Content
                .ReadAsStringAsync(Cancellation));
        }

        // The database goes away: what is said of it then names it, and not how to get in.
        postgres.Stop("immediate");
        await service.UntilAsync(
            SoonMax, () => Task.FromResult(service.Log.Contains("failed", StringComparison.OrdinalIgnoreCase)),
            "it is noticed");
        var key = (await File.ReadAllLinesAsync(certificates.Key, Cancellation))[1];
        await AssertNowhereAsync(
            service, $"{said}", PostgresServer.CanaryPassword, WebhookSink.Secret, WebhookSink.Secret[6..], key);
    }

    private async Task AssertNowhereAsync(ServiceProcessRun service, string said, params string[] secrets)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["answers"] = said,
            ["log"] = service.Log,
        };
        foreach (var file in Directory.EnumerateFiles(_state.Directory.Root, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) != "credentials"))
        {
            places[file] = await ReadAsync(file);
        }

        foreach (var process in Directory.EnumerateDirectories("/proc")
            .Where(folder => Path.GetFileName(folder).All(char.IsAsciiDigit)))
        {
            places[$"{process}/cmdline"] = await ReadAsync($"{process}/cmdline");
        }

        places["environment"] = await ReadAsync($"/proc/{service.Id}/environ");
        Assert.NotEmpty(places["environment"]);
        Assert.NotEmpty(said);
        Assert.Empty(
            from place in places
            from secret in secrets
            where place.Value.Contains(secret, StringComparison.Ordinal)
            select $"{place.Key}: {secret}");
    }

    // Of those that never end the first piece.
    private static async Task<string> BeginningAsync(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync(Cancellation);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(1));
        var bytes = new byte[64 * 1024];
        var count = 0;
        try
        {
            for (var read = -1; read != 0 && count < bytes.Length; count += read)
            {
                read = await body.ReadAsync(bytes.AsMemory(count), patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // What has come is what is looked at.
        }

        return Encoding.UTF8.GetString(bytes, 0, count);
    }

    // Gone since it was listed, or not ours to read: then it holds nothing of ours.
    private static async Task<string> ReadAsync(string path)
    {
        try
        {
            await using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.Latin1);
            return await reader.ReadToEndAsync(Cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
