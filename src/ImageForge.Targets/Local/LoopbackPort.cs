using System.Net;
using System.Net.Sockets;

namespace ImageForge.Targets.Local;

/// <summary>Free TCP ports on the loopback address.</summary>
public static class LoopbackPort
{
    /// <summary>A port that was free a moment ago; who uses it must be ready to find it taken.</summary>
    public static int FindFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
