using System.Net;
using ImageForge.Engine.Definitions;

namespace ImageForge.Engine.Tests.Webhooks;

/// <summary>Where nobody is told anything.</summary>
public sealed class WebhookAddressTests
{
    [Theory]
    [InlineData("169.254.169.254", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("ff02::1", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("192.0.2.1", true)]
    [InlineData("2001:db8::1", true)]
    public void Link_and_metadata_addresses_are_no_receivers(string address, bool allowed) =>
        Assert.Equal(allowed, WebhookAddress.Fault(IPAddress.Parse(address)) is null);
}
