using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>Reads one <c>image.yaml</c> by itself; what depends on parents is <see cref="ImageChecks"/>'.</summary>
internal sealed class ImageReader(
    DefinitionSections sections, ProvisionSections provision, DefinitionErrors errors)
{
    private static readonly TimeSpan RetentionMax = TimeSpan.FromDays(3650);

    /// <param name="name">Name of the folder below <c>images/</c>.</param>
    public ImageFragment Read(DefinitionFile file, string name)
    {
        CheckName(file, name);
        CheckOrigin(file);
        CheckUsers(file);
        CheckPorts(file);
        var root = file.Root;
        return new ImageFragment
        {
            Name = new ImageName(name),
            Description = root.Text("description"),
            Extends = root.Text("extends") is { } parent ? new ImageName(parent) : null,
            Base = root.Group("base") is { } system ? ReadBase(file, system) : null,
            Packages = root.Texts("packages"),
            Files = sections.ReadFiles(file, $"images/{name}"),
            Users = [.. root.Groups("users").Select(ReadUser)],
            Repositories = provision.ReadRepositories(file, $"images/{name}"),
            Debs = provision.ReadDebs(file, name),
            Steps = provision.ReadSteps(file, name),
            Units = sections.ReadUnits(file),
            Ports = [.. root.Groups("ports").Select(ReadPort)],
            HardeningProfile = root.Group("hardening")?.Text("profile"),
            Sensors = root.Texts("sensors"),
            Health = root.Group("health") is { } health ? ReadHealth(health) : null,
            Disk = root.Group("disk") is { } disk ? ReadDisk(disk) : null,
            Promotion = root.Group("promotion") is { } promotion ? ReadPromotion(file, promotion) : null,
            Retention = root.Group("retention") is { } retention ? ReadRetention(file, retention) : null,
            Rebuild = root.Group("rebuild") is { } rebuild ? ReadRebuild(file, rebuild) : null,
        };
    }

    private void CheckName(DefinitionFile file, string name)
    {
        if (file.Root.Text("name") is { } written && written != name)
        {
            errors.Add(
                file,
                file.Root.Value("name"),
                $"name: {Quoting.Quote(written)} differs from the folder images/{name}/",
                $"write \"name: {name}\", or rename the folder");
        }
    }

    private void CheckOrigin(DefinitionFile file)
    {
        var (parent, system) = (file.Root.Value("extends"), file.Root.Value("base"));
        if (parent is not null && system is not null)
        {
            const string WayOut = "delete base to take the parent's, or delete extends";
            errors.Add(file, system.Parent, "base: only an image that extends nothing has a base", WayOut);
        }
        else if (parent is null && system is null)
        {
            const string WayOut = "name a parent under extends, or give base with distribution, suite and architecture";
            errors.Add(file, file.Root, "the image has neither extends nor base", WayOut);
        }
    }

    private void CheckUsers(DefinitionFile file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var user in file.Root.Groups("users"))
        {
            if (user.Text("name") is { } name && !seen.Add(name))
            {
                errors.Add(
                    file, user.Value("name"), $"the user {Quoting.Quote(name)} is listed twice", "keep one of them");
            }
            else if (user.Text("name") is { } taken && DebianAccounts.Users.Contains(taken))
            {
                const string WayOut = "use it without declaring it, or choose another name";
                errors.Add(file, user.Value("name"), $"Debian has the user {Quoting.Quote(taken)} already", WayOut);
            }

            foreach (var key in (string[])["home", "shell"])
            {
                if (user.Text(key) is { } path && path.Split('/').Skip(1).Any(segment => segment is "" or "." or ".."))
                {
                    errors.Add(
                        file,
                        user.Value(key),
                        $"{Quoting.Quote(path)} is not a plain absolute path",
                        "write it without . .. or double slashes");
                }
            }
        }
    }

    private void CheckPorts(DefinitionFile file)
    {
        var seen = new HashSet<OpenPort>();
        foreach (var port in file.Root.Groups("ports").Where(port => !seen.Add(ReadPort(port))))
        {
            errors.Add(file, port, $"the port {ReadPort(port)} is listed twice", "keep one of them");
        }
    }

    private BaseSystem ReadBase(DefinitionFile file, JObject system)
    {
        var written = new BaseSystem
        {
            Distribution = system.Text("distribution") ?? "",
            Suite = system.Text("suite") ?? "",
            Architecture = system.Text("architecture") ?? "",
            Mirror = system.Text("mirror"),
            SecurityMirror = system.Text("securityMirror"),
        };
        if (system.Value("pockets") is not JArray pockets)
        {
            return written;
        }

        var named = system.Texts("pockets").Where(pocket => Enum.TryParse<Pocket>(pocket, ignoreCase: true, out _));
        var parsed = named.Select(pocket => Enum.Parse<Pocket>(pocket, ignoreCase: true)).ToImmutableArray();
        if (pockets.Count > 0 && !parsed.Contains(Pocket.Release))
        {
            errors.Add(
                file,
                pockets,
                "base.pockets: release is missing; the other pockets only hold what changed since",
                "add release");
        }

        return written with { Pockets = parsed };
    }

    private static UserAccount ReadUser(JObject user) => new()
    {
        Name = user.Text("name") ?? "",
        System = user.Flag("system") ?? true,
        Home = user.Text("home"),
        Shell = user.Text("shell") ?? "/usr/sbin/nologin",
        Groups = user.Texts("groups"),
    };

    private static OpenPort ReadPort(JObject port) => new(port.Number("number") ?? 0, port.Text("protocol") ?? "tcp");

    private static HealthProbe ReadHealth(JObject health) =>
        new(health.Number("port") ?? 0, health.Text("path") ?? "/", health.Number("status") ?? 200);

    private PromotionPolicy ReadPromotion(DefinitionFile file, JObject promotion)
    {
        var policy = new PromotionPolicy
        {
            Automatic = promotion.Text("automatic") switch
            {
                "canary" => ImageChannel.Canary,
                "none" => null,
                _ => ImageChannel.Stable,
            },
            Approvers = promotion.Texts("approvers"),
        };
        if (policy is { Automatic: ImageChannel.Stable, Approvers.IsEmpty: false })
        {
            errors.Add(
                file, promotion.Value("approvers"),
                "promotion: approvers decide what becomes stable, and automatic: stable asks nobody",
                "write \"automatic: none\", or \"automatic: canary\" where builds may be tried without being asked");
        }

        return policy;
    }

    private RetentionPolicy ReadRetention(DefinitionFile file, JObject retention)
    {
        var policy = new RetentionPolicy();
        return policy with
        {
            Keep = retention.Number("keep") ?? policy.Keep,
            For = errors.ReadDuration(file, retention, "for", policy.For, RetentionMax),
        };
    }

    private RebuildPolicy? ReadRebuild(DefinitionFile file, JObject rebuild) =>
        errors.ReadBell(file, rebuild) is { } bell
            ? new RebuildPolicy(
                bell, rebuild.Text("when") == "packagesChanged" ? RebuildWhen.PackagesChanged : RebuildWhen.Always)
            : null;

    private static DiskSettings ReadDisk(JObject disk) =>
        new() { SizeMiB = disk.Number("sizeMiB") ?? 0, MemoryMiB = disk.Number("memoryMiB") ?? 0 };
}
