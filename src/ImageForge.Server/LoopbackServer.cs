using System.Net;
using ImageForge.Server.Access;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Serilog;

namespace ImageForge.Server;

/// <summary>
/// What every server of this program starts from: one address, a loopback one unless it has a certificate, and limits
/// on whoever calls.
/// </summary>
internal static class LoopbackServer
{
    private const int ConnectionsMax = 512;
    private static readonly TimeSpan HeaderLimit = TimeSpan.FromSeconds(10);

    /// <param name="listen">Port 0 takes a free one.</param>
    /// <param name="bodyBytesMax">The largest request.</param>
    /// <param name="certificate">Null: without TLS.</param>
    public static WebApplicationBuilder CreateBuilder(
        IPEndPoint listen, int bodyBytesMax, ServerCertificate? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Host.UseSerilog();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = bodyBytesMax;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
            kestrel.Limits.RequestHeadersTimeout = HeaderLimit;
            kestrel.Listen(listen, options =>
            {
                if (certificate is not null)
                {
                    options.UseHttps(new TlsHandshakeCallbackOptions
                    {
                        HandshakeTimeout = HeaderLimit,
                        OnConnection = _ => ValueTask.FromResult(certificate.Options()),
                    });
                }
            });
        });
        return builder;
    }
}
