using System.Net;
using System.Net.Sockets;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Where no webhook can be: addresses that mean another thing on each machine, metadata services of clouds among them.
/// Private networks are not among them, since receivers live there.
/// </summary>
public static class WebhookAddress
{
    // Metadata over IPv6, in a range that is private otherwise.
    private static readonly IPAddress MetadataV6 =
        new([0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54]);

    private const string OfThisLink = "an address of this link, or of a cloud's metadata";
    private const string OfNobody = "no address of a receiver";

    /// <summary>What is wrong with it; null if a receiver may be there.</summary>
    public static string? Fault(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        return plain switch
        {
            _ when plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any) => OfNobody,
            _ when plain.IsIPv6LinkLocal || plain.Equals(MetadataV6) => OfThisLink,
            { AddressFamily: AddressFamily.InterNetwork } when bytes is [169, 254, ..] => OfThisLink,
            { AddressFamily: AddressFamily.InterNetwork } when bytes[0] is 0 or >= 224 => OfNobody,
            _ when plain.IsIPv6Multicast => OfNobody,
            _ => null,
        };
    }
}
