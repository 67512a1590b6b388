using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using ImageForge.Engine;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>
/// Where a served cloud may be: on the loopback address, since it asks nobody who he is.
/// </summary>
public static class CloudAddress
{
    private const string Loopback = "127.0.0.1";

    /// <summary>Reads <c>127.0.0.1:7077</c>; port 0 takes a free one.</summary>
    /// <exception cref="ForgeException">It is no address and port, or not of this machine alone (Usage).</exception>
    public static IPEndPoint ParseListen(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!TrySplit(text, out var address, out var port))
        {
            throw new ForgeException(
                ForgeError.Usage, $"--listen: '{text}' is no address and port",
                $"write it as {Loopback}:7077; port 0 takes a free one");
        }

        return IPAddress.IsLoopback(address)
            ? new IPEndPoint(address, port)
            : throw new ForgeException(
                ForgeError.Usage,
                $"--listen: {address} can be reached from elsewhere, and a simulated cloud asks nobody who he is",
                $"listen on {Loopback}:{port}");
    }

    /// <summary>Reads <c>http://127.0.0.1:7077</c>.</summary>
    /// <exception cref="ForgeException">It is no such address (Usage).</exception>
    public static Uri ParseTarget(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address is { Scheme: "http", IsLoopback: true, PathAndQuery: "/", Port: > 0 }
            ? address
            : throw new ForgeException(
                ForgeError.Usage, $"'{text}' is no address of a simulated cloud",
                $"write it as simulated:http://{Loopback}:7077, as `imageforge simulate <schedule> --listen` says");

    // Not IPEndPoint.Parse: that takes "7077" for an address.
    private static bool TrySplit(string text, [NotNullWhen(true)] out IPAddress? address, out int port)
    {
        (address, port) = (null, 0);
        return text.Split(':') is [var host, var number]
            && IPAddress.TryParse(host == "localhost" ? Loopback : host, out address)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port <= IPEndPoint.MaxPort;
    }
}
