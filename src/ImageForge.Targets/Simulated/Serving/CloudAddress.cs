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
    public static IPEndPoint ParseListen(string text) =>
        LoopbackAddress.Parse(text, "a simulated cloud asks nobody who he is");

    /// <summary>Reads <c>http://127.0.0.1:7077</c>.</summary>
    /// <exception cref="ForgeException">It is no such address (Usage).</exception>
    public static Uri ParseTarget(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
            && address is { Scheme: "http", IsLoopback: true, PathAndQuery: "/", Port: > 0 }
            ? address
            : throw new ForgeException(
                ForgeError.Usage, $"'{text}' is no address of a simulated cloud",
                $"write it as simulated:http://{Loopback}:7077, as `imageforge simulate <schedule> --listen` says");
}
