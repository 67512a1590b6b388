using System.Net;
using System.Net.Sockets;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Where no webhook can be: addresses that mean another thing on each machine, metadata services of clouds among them.
/// Private networks are not among them, since receivers live there.
/// </summary>
public static class WebhookAddress
{
    // Also reachable by this one from instances of AWS.
    private static readonly IPAddress MetadataV6 = IPAddress.Parse("fd00:ec2::254");

    /// <summary>What is wrong with it; null if a receiver may be there.</summary>
    public static string? Fault(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        return plain switch
        {
            _ when plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any) => "no address of a receiver",
            _ when plain.IsIPv6LinkLocal || plain.Equals(MetadataV6) => "an address of this link, or of a cloud's metadata",
            { AddressFamily: AddressFamily.InterNetwork } when bytes is [169, 254, ..] =>
                "an address of this link, or of a cloud's metadata",
            { AddressFamily: AddressFamily.InterNetwork } when bytes[0] is 0 or >= 224 => "no address of a receiver",
            _ when plain.IsIPv6Multicast => "no address of a receiver",
            _ => null,
        };
    }
}
