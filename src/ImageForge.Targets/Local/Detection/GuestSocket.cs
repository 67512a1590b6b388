using System.Net.Sockets;
using ImageForge.Engine;

namespace ImageForge.Targets.Local.Detection;

/// <summary>Connects to a port of a machine: a socket of this host that QEMU listens on.</summary>
internal static class GuestSocket
{
    /// <exception cref="TargetException">Nobody listens there.</exception>
    public static async Task<Socket> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return socket;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new TargetException($"nobody listens on {path}: {exception.Message}", isTransient: true, exception);
        }
    }
}
