using ImageForge.Core.Images;

namespace ImageForge.Core.Tests.Images;

public sealed class BuildPlannerTests
{
    private static readonly ImageDefinition Web = WebImage.Definition;

    public static TheoryData<string, ImageDefinition, string> Changes => new()
    {
        // What changes; how; the lowest layer that is made anew, and with it all above. "none": an artifact without new
        // layers.
        { "a control's apply",
            Web with { Controls = Web.Controls.SetItem(0, Web.Controls[0] with { Apply = "other" }) }, "hardening" },
        { "a control's order", Web with { Controls = Web.Controls.SetItem(0, Web.Controls[0] with { Order = 1 }) },
            "hardening" },
        { "one control less", Web with { Controls = Web.Controls.RemoveAt(1) }, "hardening" },
        { "a port", Web with { Ports = Web.Ports.Add(new OpenPort(443, "tcp")) }, "hardening" },
        { "a sensor's probe", WithAuditd(sensor => sensor with { Probe = "true" }), "sensors" },
        { "a sensor's file", WithAuditd(sensor => sensor with { Files = [] }), "sensors" },
        { "a sensor's unit", WithAuditd(sensor => sensor with { Units = new UnitSelection { Mask = ["x.service"] } }),
            "sensors" },
        { "a file's content", WithFile(file => file with { Content = Digest.OfText("other") }), "configuration" },
        { "a file's place", WithFile(file => file with { Path = "/srv/index.html" }), "configuration" },
        { "a file's owner", WithFile(file => file with { Owner = "root" }), "configuration" },
        { "a file's group", WithFile(file => file with { Group = "root" }), "configuration" },
        { "a file's mode", WithFile(file => file with { Mode = "0600" }), "configuration" },
        { "an account's name", WithUser(user => user with { Name = "www" }), "configuration" },
        { "an account's kind", WithUser(user => user with { System = false }), "configuration" },
        { "an account's home", WithUser(user => user with { Home = "/srv" }), "configuration" },
        { "an account's shell", WithUser(user => user with { Shell = "/bin/sh" }), "configuration" },
        { "an account's groups", WithUser(user => user with { Groups = ["adm"] }), "configuration" },
        { "an enabled unit", Web with { Units = Web.Units with { Enable = [] } }, "configuration" },
        { "a masked unit", Web with { Units = Web.Units with { Mask = [] } }, "configuration" },
        { "the suite", Web with { Base = Web.Base with { Suite = "trixie" } }, "base" },
        { "the architecture", Web with { Base = Web.Base with { Architecture = "arm64" } }, "base" },
        { "the pockets", Web with { Base = Web.Base with { Pockets = [Pocket.Release] } }, "base" },
        { "a control's check",
            Web with { Controls = Web.Controls.SetItem(0, Web.Controls[0] with { Check = "other" }) }, "none" },
        { "the health probe", Web with { Health = new HealthProbe(80, "/") }, "none" },
        { "the size of the disk", Web with { Disk = Web.Disk with { SizeMiB = 2048 } }, "none" },
        { "the memory", Web with { Disk = Web.Disk with { MemoryMiB = 512 } }, "none" },
        { "the name", Web with { Name = new ImageName("shop") }, "none" },
        { "the profile's name", Web with { HardeningProfile = "other" }, "none" },
    };

    public static TheoryData<string, ImageDefinition> Irrelevant => new()
    {
        { "the mirror", Web with { Base = Web.Base with { Mirror = "http://mirror.example/debian" } } },
        { "the security mirror", Web with { Base = Web.Base with { SecurityMirror = "http://mirror.example/s" } } },
        { "where a file lies on this host", WithFile(file => file with { SourcePath = "/elsewhere" }) },
        { "where a sensor's file lies",
            WithAuditd(sensor => sensor with { Files = [sensor.Files[0] with { SourcePath = "/elsewhere" }] }) },
        { "the description", Web with { Description = "other" } },
        { "a control's reasons",
            Web with { Controls = Web.Controls.SetItem(
                0, Web.Controls[0] with { Why = "x", Title = "x", References = ["x"], Area = ControlArea.Time }) } },
        { "a control's mutation",
            Web with { Controls = Web.Controls.SetItem(0, Web.Controls[0] with { Mutation = "other" }) } },
        { "the order in which controls are listed", Web with { Controls = [.. Web.Controls.Reverse()] } },
        { "the order in which ports are listed", Web with { Ports = [.. Web.Ports.Reverse()] } },
        { "the order in which sensors are listed", Web with { Sensors = [.. Web.Sensors.Reverse()] } },
    };

    [Fact]
    public void An_outline_names_the_layers_and_gates_of_the_plan()
    {
        var (layers, gates) = BuildPlanner.Outline(Web);
        Assert.Equal(WebImage.Plan().Layers.Select(layer => layer.Name), layers);
        Assert.Equal(WebImage.Plan().Gates.Select(gate => gate.Name), gates);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_makes_exactly_the_layers_from_its_own_up_anew(
        string what, ImageDefinition changed, string lowest)
    {
        var (before, after) = (WebImage.Plan(), WebImage.Plan(changed));

        string[] names = ["base", "packages", "target", "configuration", "sensors", "hardening"];
        var expected = lowest == "none" ? [] : names.SkipWhile(name => name != lowest);
        Assert.Equal(expected, ChangedLayers(before, after));
        Assert.True(before.Digest != after.Digest, $"{what} must lead to another artifact");
    }

    [Theory]
    [MemberData(nameof(Irrelevant))]
    public void What_decides_no_byte_changes_no_digest(string what, ImageDefinition changed)
    {
        var plan = WebImage.Plan(changed);

        Assert.True(WebImage.Plan().Digest == plan.Digest, $"{what} must not lead to another artifact");
        Assert.Empty(ChangedLayers(WebImage.Plan(), plan));
    }

    [Fact]
    public void Where_and_when_packages_were_found_changes_no_digest()
    {
        var moved = WebImage.Resolved with
        {
            Base = [.. WebImage.Resolved.Base.Select(package => package with { Uri = "http://mirror.example/x.deb" })],
            IndexDigest = Digest.OfText("newer index"),
            IndexFetchedAt = DateTimeOffset.UnixEpoch,
        };

        Assert.Equal(WebImage.Plan().Digest, Planned(moved).Digest);
    }

    [Fact]
    public void A_new_package_version_keeps_the_base_where_it_is_not_in_it()
    {
        var patched = WebImage.Resolved with
        {
            Additional = WebImage.Resolved.Additional.SetItem(
                0, WebImage.Package("nginx-light", "1.22.1-9+deb12u2", "nginx")),
        };

        Assert.Equal(
            ["packages", "target", "configuration", "sensors", "hardening"],
            ChangedLayers(WebImage.Plan(), Planned(patched)));
    }

    [Fact]
    public void A_point_release_makes_every_layer_anew()
    {
        var next = WebImage.Resolved with { SuiteReleasedAt = WebImage.Resolved.SuiteReleasedAt.AddDays(60) };

        Assert.Equal(6, ChangedLayers(WebImage.Plan(), Planned(next)).Count());
        Assert.Equal(next.SuiteReleasedAt.ToUnixTimeSeconds(), Planned(next).SourceDateEpoch);
    }

    [Fact]
    public void Tools_and_target_are_part_of_the_digest_but_of_no_layer()
    {
        var before = WebImage.Plan();
        var tools = BuildPlanner.Plan(
            Web, WebImage.Resolved, "local", WebImage.TargetSteps,
            new Dictionary<string, string> { ["mkfs.ext4"] = "1.48" });
        var target = BuildPlanner.Plan(Web, WebImage.Resolved, "aws", WebImage.TargetSteps, WebImage.Tools);

        Assert.Equal(3, new[] { before.Digest, tools.Digest, target.Digest }.Distinct().Count());
        Assert.Empty(ChangedLayers(before, tools).Concat(ChangedLayers(before, target)));
    }

    [Fact]
    public void A_changed_step_of_the_target_keeps_the_packages()
    {
        ProvisionStep[] changed = [new ProvisionStep.SetUnit("fstrim.timer", Masked: true)];
        var other = BuildPlanner.Plan(Web, WebImage.Resolved, "local", changed, WebImage.Tools);

        Assert.Equal(["target", "configuration", "sensors", "hardening"], ChangedLayers(WebImage.Plan(), other));
    }

    [Fact]
    public void Layers_stand_on_each_other()
    {
        var layers = WebImage.Plan().Layers;

        Assert.Null(layers[0].Parent);
        Assert.Equal(
            layers.SkipLast(1).Select(layer => (Digest?)layer.Key), layers.Skip(1).Select(layer => layer.Parent));
    }

    [Fact]
    public void Controls_run_last_in_order_with_exactly_their_environment()
    {
        var scripts = WebImage.Plan().Layers[^1].Steps.Cast<ProvisionStep.RunScript>().ToArray();

        Assert.Equal(
            ["control banner-legal", "control sshd-no-root", "control umask-strict"],
            scripts.Select(script => script.Name));
        Assert.Equal(["IMAGEFORGE_PORTS", "LC_ALL", "PATH", "SOURCE_DATE_EPOCH"], scripts[0].Environment.Keys);
        Assert.Equal("tcp/22 tcp/80", scripts[0].Environment["IMAGEFORGE_PORTS"]);
    }

    [Fact]
    public void Probes_become_programs_that_the_beacon_finds()
    {
        var probe = Assert.Single(WebImage.Plan().Layers[4].Steps.OfType<ProvisionStep.WriteText>());

        Assert.Equal(("/usr/lib/imageforge/sensors.d/auditd", "0755"), (probe.Path, probe.Mode));
        Assert.Equal("#!/bin/sh -eu\nauditctl -s", probe.Text);
    }

    [Fact]
    public void Every_gate_that_the_definition_calls_for_is_planned()
    {
        var plan = WebImage.Plan();

        Assert.Equal(
            [
                "hardening", "ports", "sensors", "application", "clones", "detection", "vulnerabilities", "freshness",
                "secrets", "residue",
            ],
            plan.Gates.Select(gate => gate.Name));
        Assert.Equal(["auditd"], plan.Gates.OfType<GatePlan.Sensors>().Single().Expected);
        Assert.Equal(plan.Canary, plan.Gates.OfType<GatePlan.Residue>().Single().Canary);
    }

    [Fact]
    public void A_bare_image_still_has_ports_packages_and_residue_looked_at()
    {
        var bare = WebImage.Plan(Web with
        {
            Controls = [], Sensors = [], Health = null, Ports = [], Profile = new ImageProfile { Id = "none" },
        });

        Assert.Equal(
            ["ports", "clones", "vulnerabilities", "freshness", "secrets", "residue"],
            bare.Gates.Select(gate => gate.Name));
        Assert.Equal(["base", "packages", "target", "configuration"], bare.Layers.Select(layer => layer.Name));
    }

    private static BuildPlan Planned(ResolvedPackages resolved) =>
        BuildPlanner.Plan(Web, resolved, "local", WebImage.TargetSteps, WebImage.Tools);

    private static IEnumerable<string> ChangedLayers(BuildPlan before, BuildPlan after) =>
        before.Layers.Zip(after.Layers)
            .Where(pair => pair.First.Key != pair.Second.Key)
            .Select(pair => pair.First.Name);

    private static ImageDefinition WithFile(Func<FileEntry, FileEntry> change) =>
        Web with { Files = [change(Web.Files[0])] };

    private static ImageDefinition WithUser(Func<UserAccount, UserAccount> change) =>
        Web with { Users = [change(Web.Users[0])] };

    private static ImageDefinition WithAuditd(Func<SensorDefinition, SensorDefinition> change) =>
        Web with { Sensors = [Web.Sensors[0], change(Web.Sensors[1])] };
}
