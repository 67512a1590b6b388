using ImageForge.Core;
using ImageForge.Core.Images;

namespace ImageForge.Engine.Tests.Definitions;

/// <summary>How a child is laid over its parent.</summary>
public sealed class CompositionTests
{
    private static readonly ImageFragment Parent = new()
    {
        Name = new ImageName("parent"),
        Description = "The parent.",
        Base = new BaseSystem { Distribution = "debian", Suite = "bookworm", Architecture = "amd64" },
        Packages = ["a", "b"],
        Files = [File("/one", "parent"), File("/two", "parent")],
        Users = [new UserAccount { Name = "one", Shell = "/bin/sh" }, new UserAccount { Name = "two" }],
        Units = new UnitSelection { Enable = ["a.service", "b.service"], Mask = ["c.service", "d.service"] },
        Ports = [new OpenPort(22, "tcp")],
        HardeningProfile = "base",
        Sensors = ["auditd"],
        Health = new HealthProbe(80, "/"),
        Disk = new DiskSettings { SizeMiB = 2000, MemoryMiB = 1000 },
    };

    [Fact]
    public void A_child_that_says_nothing_is_its_parent_by_another_name()
    {
        var composed = ImageComposition.Lay(Parent, new ImageFragment { Name = new ImageName("child") });

        Assert.Equal("child", composed.Name.Value);
        Assert.Equal(Parent.Description, composed.Description);
        Assert.Equal(Parent.Base, composed.Base);
        Assert.Equal(Parent.Packages, composed.Packages);
        Assert.Equal(Parent.Files, composed.Files);
        Assert.Equal(Parent.Users, composed.Users);
        Assert.Equal(Parent.Units.Mask, composed.Units.Mask);
        Assert.Equal(Parent.Ports, composed.Ports);
        Assert.Equal(Parent.HardeningProfile, composed.HardeningProfile);
        Assert.Equal(Parent.Health, composed.Health);
        Assert.Equal(Parent.Disk, composed.Disk);
    }

    [Fact]
    public void Lists_are_united_with_the_child_last_and_scalars_replaced()
    {
        var composed = ImageComposition.Lay(Parent, new ImageFragment
        {
            Name = new ImageName("child"),
            Description = "The child.",
            Packages = ["c", "a"],
            Files = [File("/one", "child"), File("/three", "child")],
            Users = [new UserAccount { Name = "one" }],
            Ports = [new OpenPort(80, "tcp"), new OpenPort(22, "tcp")],
            HardeningProfile = "server",
            Sensors = ["beacon"],
            Health = new HealthProbe(22, "/up"),
            Disk = new DiskSettings { SizeMiB = 3000, MemoryMiB = 500 },
        });

        Assert.Equal("The child.", composed.Description);
        Assert.Equal(["b", "c", "a"], composed.Packages);
        Assert.Equal([File("/two", "parent"), File("/one", "child"), File("/three", "child")], composed.Files);
        Assert.Equal(["two", "one"], composed.Users.Select(user => user.Name));
        Assert.Equal("/usr/sbin/nologin", composed.Users[1].Shell);
        Assert.Equal(["tcp/80", "tcp/22"], composed.Ports.Select(port => port.ToString()));
        Assert.Equal("server", composed.HardeningProfile);
        Assert.Equal(["auditd", "beacon"], composed.Sensors);
        Assert.Equal(new HealthProbe(22, "/up"), composed.Health);
        Assert.Equal(3000, composed.Disk?.SizeMiB);
    }

    [Fact]
    public void A_unit_is_what_the_youngest_file_says()
    {
        var composed = ImageComposition.Lay(Parent, new ImageFragment
        {
            Name = new ImageName("child"),
            Units = new UnitSelection { Enable = ["c.service"], Mask = ["a.service"] },
        });

        Assert.Equal(["b.service", "c.service"], composed.Units.Enable);
        Assert.Equal(["d.service", "a.service"], composed.Units.Mask);
    }

    [Fact]
    public void Sensors_bring_their_packages_and_the_profile_picks_the_controls()
    {
        HardeningControl[] controls =
            [Control("late", 90, "base"), Control("early", 10, "base"), Control("other", 1, "else")];
        var sensor = new SensorDefinition { Id = "auditd", Title = "", Packages = ["auditd", "a"] };

        var definition = ImageComposition.Complete(Parent, [], controls, [], [sensor], []);

        Assert.Equal(["a", "auditd", "b", "for-early", "for-late"], definition.Packages);
        Assert.Equal(["early", "late"], definition.Controls.Select(control => control.Id));
    }

    private static FileEntry File(string path, string content) => new(path, Digest.OfText(content), $"/src/{content}");

    private static HardeningControl Control(string id, int order, string profile) => new()
    {
        Id = id,
        Title = id,
        Why = id,
        Area = ControlArea.Accounts,
        Severity = Severity.Low,
        Packages = [$"for-{id}"],
        Profiles = [profile],
        Apply = "true",
        Check = "true",
        Mutation = "false",
        Order = order,
    };
}
