using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Core.Tests.Images;

/// <summary>An image's own steps, repositories and local packages: in layers and in what stays configured.</summary>
public sealed class OwnStepTests
{
    private const string First = "step 1 run web/steps/setup.sh";
    private const string Second = "step 2 ansible web/site/site.yml";

    private static readonly ImageStep.Script Script = new()
    {
        Source = "web/steps/setup.sh",
        Content = Digest.OfText("echo"),
        SourcePath = "/here/setup.sh",
        Environment = ImmutableSortedDictionary<string, string>.Empty.Add("A", "1"),
    };

    private static readonly ImageStep.Playbook Playbook = new()
    {
        Source = "web/site/site.yml",
        File = "site.yml",
        Folder = [new StepInput("site.yml", Digest.OfText("- hosts: all"), "/here/site.yml")],
    };

    private static readonly AptRepository Acme = new()
    {
        Name = "acme",
        Uri = "http://packages.acme.example/debian",
        Suite = "stable",
        Components = ["main", "extra"],
        Architectures = ["amd64"],
        Key = Digest.OfText("key"),
        KeyPath = "/here/acme.asc",
        IsArmoured = true,
        Pins = [new VersionPin("agent", "1.*")],
    };

    private static readonly ImageDefinition Web = WebImage.Definition with { Steps = [Script, Playbook] };

    public static TheoryData<string, ImageDefinition, string[]> Changes => new()
    {
        { "the last step's input", Web with { Steps = [Script, Playbook with { Folder = [] }] },
            [Second, "sensors", "hardening"] },
        { "the first step's content", Web with { Steps = [Script with { Content = Digest.OfText("x") }, Playbook] },
            [First, Second, "sensors", "hardening"] },
        { "a variable",
            Web with { Steps = [Script with { Environment = Script.Environment.SetItem("A", "2") }, Playbook] },
            [First, Second, "sensors", "hardening"] },
        { "the network", Web with { Steps = [Script, Playbook with { HasNetwork = true }] },
            [Second, "sensors", "hardening"] },
        { "a limit", Web with { Steps = [Script with { TimeLimit = TimeSpan.FromHours(1) }, Playbook] }, [] },
        { "where they lie", Web with { Steps = [Script with { SourcePath = "/elsewhere" }, Playbook] }, [] },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_changed_step_makes_its_layer_and_those_above_anew(
        string what, ImageDefinition changed, string[] expected)
    {
        var (before, after) = (WebImage.Plan(Web), WebImage.Plan(changed));

        Assert.Equal(
            ["base", "packages", "target", "configuration", First, Second, "sensors", "hardening"],
            before.Layers.Select(layer => layer.Name));
        Assert.True(
            after.Layers.Except(before.Layers, new ByKey()).Select(layer => layer.Name).SequenceEqual(expected), what);
    }

    [Fact]
    public void Without_sensors_and_controls_the_last_step_is_the_last_layer()
    {
        var bare = Web with { Sensors = [], Controls = [] };

        Assert.Equal(Second, WebImage.Plan(bare).Layers[^1].Name);
    }

    [Fact]
    public void Another_Ansible_makes_the_playbooks_layer_anew_and_is_named_with_the_tools()
    {
        var newer = WebImage.Resolved with { Tools = [WebImage.Package("ansible-core", "2.14", "ansible-core")] };
        var (before, after) = (WebImage.Plan(Web), BuildPlanner.Plan(
            Web, newer, "local", WebImage.TargetSteps, WebImage.Tools));

        Assert.Equal(Second, after.Layers.Except(before.Layers, new ByKey()).First().Name);
        Assert.Equal("2.14", after.Tools["ansible-core"]);
        Assert.Equal([after.Layers[0]], after.Below(after.ToolLayer!));
        Assert.Null(WebImage.Plan().ToolLayer);
    }

    [Fact]
    public void A_repository_stays_configured_with_a_key_of_its_own()
    {
        var steps = WebImage.Plan(Web with { Repositories = [Acme] }).Layers
            .Single(layer => layer.Name == "configuration").Steps;

        var key = Assert.Single(
            steps.OfType<ProvisionStep.CopyFile>(), step => step.File.Path == "/etc/apt/keyrings/acme.asc");
        Assert.Equal(Acme.Key, key.File.Content);
        var texts = steps.OfType<ProvisionStep.WriteText>().ToDictionary(step => step.Path, step => step.Text);
        Assert.Equal(
            "Types: deb\nURIs: http://packages.acme.example/debian\nSuites: stable\nComponents: main extra\n"
            + "Architectures: amd64\nSigned-By: /etc/apt/keyrings/acme.asc\n",
            texts["/etc/apt/sources.list.d/acme.sources"]);
        Assert.Equal(
            "Package: agent\nPin: version 1.*\nPin-Priority: 1001\n", texts["/etc/apt/preferences.d/acme"]);
    }

    [Theory]
    [InlineData("1.*", "1.4-2", true)]
    [InlineData("1.*", "2.1", false)]
    [InlineData("*deb?", "1:2+deb9", true)]
    [InlineData("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    [InlineData("1.4", "1.4", true)]
    [InlineData("1.4", "1.4-1", false)]
    public void A_pin_matches_as_the_shell_does(string pattern, string version, bool expected) =>
        Assert.Equal(expected, new VersionPin("agent", pattern).Matches(version));

    [Fact]
    public void A_child_replaces_a_repository_by_name_and_adds_its_steps_behind()
    {
        var parent = new ImageFragment
        {
            Name = new ImageName("base"), Repositories = [Acme], Steps = [Script],
            Debs = [new LocalPackage("base/a.deb", Digest.OfText("a"), "/here/a.deb")],
        };
        var composed = ImageComposition.Lay(parent, new ImageFragment
        {
            Name = new ImageName("web"), Repositories = [Acme with { Suite = "testing" }], Steps = [Playbook],
            Debs = [new LocalPackage("web/b.deb", Digest.OfText("b"), "/here/b.deb")],
        });

        Assert.Equal("testing", Assert.Single(composed.Repositories).Suite);
        Assert.Equal([Script, (ImageStep)Playbook], composed.Steps);
        Assert.Equal(["base/a.deb", "web/b.deb"], composed.Debs.Select(deb => deb.Source));
    }

    private sealed class ByKey : IEqualityComparer<LayerPlan>
    {
        public bool Equals(LayerPlan? left, LayerPlan? right) => left?.Key == right?.Key;

        public int GetHashCode(LayerPlan layer) => layer.Key.GetHashCode();
    }
}
