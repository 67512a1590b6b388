using ImageForge.Core.Images;

namespace ImageForge.Core.Tests.Images;

/// <summary>What a hotfix changes in a plan, and what it leaves alone.</summary>
public sealed class HotfixPlanTests
{
    private static readonly PackageVersion Newer = WebImage.Package("nginx-light", "1.22.1-9+deb12u2", "nginx");
    private static readonly PackageVersion Added = WebImage.Package("libnew1", "1.0-1", "libnew");
    private static readonly ResolvedPackages Fixed = WebImage.Resolved with { Hotfixes = [[Added, Newer]] };

    [Fact]
    public void It_is_one_layer_over_the_packages_and_what_lies_below_stays_cached()
    {
        var (before, after) = (WebImage.Plan(), Plan(Fixed));

        Assert.Equal(
            ["base", "packages", "hotfix 1", "target"], after.Layers.Take(4).Select(layer => layer.Name));
        Assert.Equal(before.Layers.Take(2).Select(layer => layer.Key), after.Layers.Take(2).Select(layer => layer.Key));
        Assert.Equal(
            before.Layers.Skip(2).Select(layer => layer.Name), after.Layers.Skip(3).Select(layer => layer.Name));
        Assert.Equal([Added, Newer], Assert.IsType<ProvisionStep.InstallPackages>(
            Assert.Single(after.Layers[2].Steps)).Packages);
        Assert.NotEqual(before.Digest, after.Digest);
    }

    [Fact]
    public void Every_package_is_there_once_in_the_version_that_came_last()
    {
        var again = Fixed with
        {
            Hotfixes = Fixed.Hotfixes.Add([Newer with { Version = "1.22.1-9+deb12u3" }]),
        };

        Assert.Equal(
            ["auditd 1:3.0.9-1", "dpkg 1.21.22", "libc6 2.36-9+deb12u10", "libnew1 1.0-1",
                "nginx-light 1.22.1-9+deb12u3"],
            again.Installed.Select(package => $"{package.Name} {package.Version}"));
        Assert.Equal(["hotfix 1", "hotfix 2"], Plan(again).Layers.Skip(2).Take(2).Select(layer => layer.Name));
    }

    [Fact]
    public void It_is_asked_exactly_what_a_full_build_is()
    {
        Assert.True(BuildPlanner.AsksTheSame(WebImage.Plan(), Plan(Fixed)));
        Assert.False(BuildPlanner.AsksTheSame(
            WebImage.Plan(), WebImage.Plan(WebImage.Definition with { Controls = WebImage.Definition.Controls[1..] })));
        Assert.False(BuildPlanner.AsksTheSame(
            WebImage.Plan(),
            WebImage.Plan(WebImage.Definition with { Profile = new ImageProfile { Id = "server" } })));
    }

    private static BuildPlan Plan(ResolvedPackages resolved) => BuildPlanner.Plan(
        WebImage.Definition, resolved, "local", WebImage.TargetSteps, WebImage.Tools);
}
