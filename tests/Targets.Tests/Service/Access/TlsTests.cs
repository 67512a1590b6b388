using System.Net.Http.Headers;
using System.Net.Security;
using ImageForge.Engine;
using ImageForge.Engine.Access;
using ImageForge.Targets.Service;
using ImageForge.Targets.Tests.Local;

namespace ImageForge.Targets.Tests.Service.Access;

/// <summary>Reached from elsewhere only over TLS, under names it stands for, with the certificate of today.</summary>
public sealed class TlsTests : IDisposable
{
    private static readonly TimeSpan SoonMax = TimeSpan.FromSeconds(60);
    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();
    private readonly Certificates _certificates = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ServiceWords Words => new()
    {
        State = _state.Directory.Root, Definitions = _tree.Root, Target = "local", Listen = "0.0.0.0:0",
        TlsCertificate = _certificates.Certificate, TlsKey = _certificates.Key, Hosts = ["board.example"],
    };

    public void Dispose()
    {
        _certificates.Dispose();
        _tree.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task It_answers_over_tls_and_takes_up_a_new_certificate_without_a_restart()
    {
        var first = _certificates.Write();
        using var service = await ServiceProcessRun.StartAsync(Words);
        Assert.True(service.Address is { Scheme: "https" }, service.Log);
        Assert.Equal((200, first), await AskAsync(service, "forge.example"));
        Assert.Equal((200, first), await AskAsync(service, "board.example"));
        Assert.Equal((400, first), await AskAsync(service, "attacker.example"));

        // A half renewed pair is told, and the one before stays.
        _certificates.WriteOtherKey();
        await service.UntilAsync(SoonMax, async () =>
        {
            Assert.Equal((200, first), await AskAsync(service, "forge.example"));
            return service.Log.Contains("The certificate before stays", StringComparison.Ordinal);
        }, "it is told");
        var second = _certificates.Write();
        await service.UntilAsync(
            SoonMax, async () => await AskAsync(service, "forge.example") == (200, second), "the new one is shown");
        Assert.Equal(2, service.Log.Split("The certificate ").Length - 1);
    }

    [Theory]
    [InlineData("no certificate", ForgeError.Usage, "go together, and one is missing")]
    [InlineData("neither", ForgeError.Usage, "can be reached from elsewhere, and without TLS tokens would be read")]
    [InlineData("a host with a port", ForgeError.Usage, "is no name of a host")]
    [InlineData("no file", ForgeError.Environment, "cannot be read")]
    [InlineData("another key", ForgeError.Environment, "are not a certificate and its key")]
    [InlineData("no pem", ForgeError.Environment, "are not a certificate and its key")]
    [InlineData("ended", ForgeError.Environment, "and not now")]
    [InlineData("open key", ForgeError.Environment, "everybody on this machine can read the key")]
    public async Task What_cannot_be_served_safely_is_refused(string what, ForgeError error, string expected)
    {
        _certificates.Write(-3, what == "ended" ? -1 : 1);
        var words = what switch
        {
            "no certificate" => Words with { TlsCertificate = null },
            "neither" => Words with { TlsCertificate = null, TlsKey = null },
            "a host with a port" => Words with { Hosts = ["forge.example:7443"] },
            "no file" => Words with { TlsCertificate = _certificates.Certificate + ".gone" },
            _ => Words,
        };
        switch (what)
        {
            case "another key":
                _certificates.WriteOtherKey();
                break;
            case "no pem":
                _certificates.WriteKey("nothing");
                break;
            case "open key":
                File.SetUnixFileMode(_certificates.Key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
                break;
        }

        using var service = await ServiceProcessRun.StartAsync(words);
        Assert.Null(service.Address);
        Assert.Equal((int)error, await service.ExitCodeAsync());
        Assert.Contains(expected, service.Log, StringComparison.Ordinal);
    }

    // A connection of its own: what is shown is settled when it begins.
    private static async Task<(int Status, string Thumbprint)> AskAsync(ServiceProcessRun service, string host)
    {
        var shown = "";
        using var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = host,
                // Nobody vouches for it, and some ask for a name that it does not have: which it is, is looked at.
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                {
                    shown = certificate?.GetCertHashString() ?? "";
                    return !errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable);
                },
            },
        });
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri($"https://127.0.0.1:{service.Address!.Port}/v1/fleets"));
        request.Headers.Host = host;
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", await service.TokenAsync(Role.Viewer));
        using var response = await http.SendAsync(request, Cancellation);
        Assert.True(
            response.Headers.Contains("Strict-Transport-Security") || (int)response.StatusCode == 400, $"{response}");
        return ((int)response.StatusCode, shown);
    }
}
