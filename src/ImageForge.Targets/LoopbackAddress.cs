using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using ImageForge.Engine;

namespace ImageForge.Targets;

/// <summary>Where our own servers listen: on this machine alone.</summary>
public static class LoopbackAddress
{
    private const string Usual = "127.0.0.1";

    /// <summary>Reads <c>127.0.0.1:7077</c>; port 0 takes a free one.</summary>
    /// <param name="text">As a person wrote it.</param>
    /// <param name="why">Why nobody else may reach it: the end of a sentence.</param>
    /// <exception cref="ForgeException">It is no address and port, or not of this machine alone (Usage).</exception>
    public static IPEndPoint Parse(string text, string why)
    {
        var listen = ParseAny(text);
        return IPAddress.IsLoopback(listen.Address) ? listen : throw new ForgeException(
            ForgeError.Usage, $"--listen: {listen.Address} can be reached from elsewhere, and {why}",
            $"listen on {Usual}:{listen.Port}");
    }

    /// <summary>Reads an address that may be reached from elsewhere: <c>0.0.0.0:7443</c>, <c>[::]:7443</c>.</summary>
    /// <exception cref="ForgeException">It is no address and port (Usage).</exception>
    public static IPEndPoint ParseAny(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TrySplit(text, out var address, out var port) ? new IPEndPoint(address, port) : throw new ForgeException(
            ForgeError.Usage, $"--listen: '{text}' is no address and port",
            $"write it as {Usual}:7077; port 0 takes a free one");
    }

    // Not IPEndPoint.Parse: that takes "7077" for an address.
    private static bool TrySplit(string text, [NotNullWhen(true)] out IPAddress? address, out int port)
    {
        (address, port) = (null, 0);
        if (text.StartsWith('[') && IPEndPoint.TryParse(text, out var bracketed) && text.Contains("]:"))
        {
            (address, port) = (bracketed.Address, bracketed.Port);
            return true;
        }

        return text.Split(':') is [var host, var number]
            && IPAddress.TryParse(host == "localhost" ? Usual : host, out address)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port <= IPEndPoint.MaxPort;
    }
}
