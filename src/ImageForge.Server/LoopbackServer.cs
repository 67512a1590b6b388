using System.Net;
using Serilog;

namespace ImageForge.Server;

/// <summary>What every server of this program starts from: one loopback address, and limits on whoever calls.</summary>
internal static class LoopbackServer
{
    private const int ConnectionsMax = 512;
    private static readonly TimeSpan HeaderLimit = TimeSpan.FromSeconds(10);

    /// <param name="listen">A loopback address; port 0 takes a free one.</param>
    /// <param name="bodyBytesMax">The largest request.</param>
    public static WebApplicationBuilder CreateBuilder(IPEndPoint listen, int bodyBytesMax)
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
            kestrel.Listen(listen);
        });
        return builder;
    }
}
