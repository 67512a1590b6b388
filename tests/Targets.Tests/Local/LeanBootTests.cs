using ImageForge.Core.Images;
using ImageForge.Targets.Local;

namespace ImageForge.Targets.Tests.Local;

/// <summary>The trim layer as data: what it writes, and what it must leave alone.</summary>
public sealed class LeanBootTests
{
    [Fact]
    public void Assets_land_where_they_lie_below_the_tree() => Assert.Equal(
        [
            "/etc/fstab", "/etc/lean-net", "/etc/modules-load.d/lean.conf", "/etc/resolv.conf",
            "/etc/systemd/system/lean-net.service", "/etc/systemd/system/systemd-udev-trigger.service.d/lean.conf",
        ],
        LeanBoot.Steps.OfType<ProvisionStep.WriteText>().Select(step => step.Path));

    // What is left is what makes an instance safe: the trim saves none of it.
    [Theory]
    [InlineData("nftables.service")]
    [InlineData("auditd.service")]
    [InlineData("systemd-sysctl.service")]
    [InlineData("systemd-journald.service")]
    [InlineData("systemd-tmpfiles-setup.service")]
    [InlineData("tmp.mount")]
    public void Protection_is_never_trimmed(string unit) => Assert.DoesNotContain(
        unit, LeanBoot.Steps.OfType<ProvisionStep.SetUnit>().Where(step => step.Masked).Select(step => step.Unit));

    [Fact]
    public void A_unit_is_named_once()
    {
        var units = LeanBoot.Steps.OfType<ProvisionStep.SetUnit>().Select(step => step.Unit).ToList();
        Assert.Equal(units.Distinct(StringComparer.Ordinal), units);
    }

    [Theory]
    [InlineData("amd64")]
    [InlineData("arm64")]
    public void The_kernel_follows_the_architecture(string architecture) => Assert.Equal(
        [$"linux-image-cloud-{architecture}"],
        LeanBoot.Packages(new BaseSystem { Distribution = "debian", Suite = "bookworm", Architecture = architecture }));
}
