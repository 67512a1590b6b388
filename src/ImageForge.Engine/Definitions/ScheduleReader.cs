using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Rotations;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Reads one <c>schedules/&lt;fleet&gt;.yaml</c> and refuses a policy that could never make progress.
/// </summary>
internal sealed class ScheduleReader(DefinitionErrors errors)
{
    private static readonly TimeSpan TwoDays = TimeSpan.FromDays(2);
    private static readonly TimeSpan AgeMin = TimeSpan.FromHours(1);
    private static readonly TimeSpan AgeMax = TimeSpan.FromDays(3650);

    private static readonly RotationPolicy Defaults = new()
    {
        Fleet = new FleetName(""), Image = new ImageName(""), Desired = 1,
    };

    /// <param name="fleet">The file's name without its ending.</param>
    /// <param name="images">Every image there is.</param>
    public RotationPolicy Read(DefinitionFile file, string fleet, IReadOnlyCollection<string> images)
    {
        var root = file.Root;
        errors.RequireFileName(file, "fleet", fleet);

        if (root.Text("image") is { } image && !images.Contains(image))
        {
            var message = $"there is no image {Quoting.Quote(image)}";
            errors.Add(file, root.Value("image"), message, NearestName.Hint(image, images, "images"));
        }

        CheckListen(file);
        var policy = new RotationPolicy
        {
            Fleet = new FleetName(fleet),
            Image = new ImageName(root.Text("image") ?? ""),
            Channel = root.Text("channel") == "canary" ? ImageChannel.Canary : Defaults.Channel,
            IsExposed = root.Text("exposure") switch
            {
                "public" => true,
                "internal" => false,
                _ => Defaults.IsExposed,
            },
            Desired = root.Number("desired") ?? 1,
            MinHealthyPercentage = root.Number("minHealthyPercentage") ?? Defaults.MinHealthyPercentage,
            MaxHealthyPercentage = root.Number("maxHealthyPercentage") ?? Defaults.MaxHealthyPercentage,
            MaxBatchPercentage = root.Number("maxBatchPercentage") ?? Defaults.MaxBatchPercentage,
            MaxUnhealthyPercentage = root.Number("maxUnhealthyPercentage") ?? Defaults.MaxUnhealthyPercentage,
            InstanceWarmup = ReadDuration(file, "instanceWarmup", Defaults.InstanceWarmup, TimeSpan.FromDays(1)),
            DrainTimeout = ReadDuration(file, "drainTimeout", Defaults.DrainTimeout, TimeSpan.FromDays(1)),
            LaunchTimeout = ReadDuration(file, "launchTimeout", Defaults.LaunchTimeout, TimeSpan.FromDays(7)),
            Strategy = root.Text("strategy") == "reimage" ? RotationStrategy.Reimage : RotationStrategy.Replace,
            Checkpoints = ReadPercentages(file, "checkpoints", Defaults.Checkpoints),
            CheckpointDelay = ReadDuration(file, "checkpointDelay", Defaults.CheckpointDelay, TwoDays),
            Approvals = ReadPercentages(file, "approvals", Defaults.Approvals),
            BakeTime = ReadDuration(file, "bakeTime", Defaults.BakeTime, TwoDays),
            RollbackFor = ReadDuration(file, "rollbackFor", Defaults.RollbackFor, TimeSpan.FromDays(30)),
            AutoRollback = root.Flag("autoRollback") ?? Defaults.AutoRollback,
            MaxAge = ReadAge(file, "maxAge", Defaults.MaxAge),
            MaxImageAge = ReadAge(file, "maxImageAge", Defaults.MaxImageAge),
            Windows = new WindowsReader(file, errors).Read(),
            Rotate = root.Group("rotate") is { } bell ? errors.ReadBell(file, bell) : null,
            ProtectionWait = ReadProtectionWait(file),
            SkipMatching = root.Flag("skipMatching") ?? Defaults.SkipMatching,
            OnDetection = [.. root.Groups("onDetection").Select(ReadRule)],
            Evidence = root.Text("evidence") == "required" ? EvidenceRule.Required : EvidenceRule.Off,
            Hotfix = root.Group("hotfix") is { } emergency ? ReadHotfix(file, emergency) : Defaults.Hotfix,
            Listen = root.Text("listen") ?? Defaults.Listen,
        };
        // Arithmetic on numbers that are already refused would only confuse.
        if (errors.CountOf(file.Path) == 0)
        {
            new ProgressCheck(file, policy, errors).Run();
        }

        return policy;
    }

    private TimeSpan ReadDuration(DefinitionFile file, string key, TimeSpan missing, TimeSpan max) =>
        errors.ReadDuration(file, file.Root, key, missing, max);

    private TimeSpan ReadProtectionWait(DefinitionFile file) => file.Root.Group("protectedInstances") is { } group
        ? errors.ReadDuration(file, group, "wait", Defaults.ProtectionWait, TimeSpan.FromDays(7))
        : Defaults.ProtectionWait;

    private TimeSpan ReadAge(DefinitionFile file, string key, TimeSpan missing)
    {
        var age = ReadDuration(file, key, missing, AgeMax);
        if (age < AgeMin)
        {
            errors.Add(
                file, file.Root.Value(key), $"{key}: an age below {AgeMin.TotalHours:0}h would keep the fleet rotating",
                "write a number and h or d, such as 30d");
        }

        return age;
    }

    private HotfixPolicy ReadHotfix(DefinitionFile file, JObject group) => new()
    {
        PassWindows = group.Flag("passWindows") ?? Defaults.Hotfix.PassWindows,
        Checkpoints = ReadPercentages(file, group, "checkpoints", Defaults.Hotfix.Checkpoints),
        CheckpointDelay = errors.ReadDuration(
            file, group, "checkpointDelay", Defaults.Hotfix.CheckpointDelay, TwoDays),
        BakeTime = errors.ReadDuration(file, group, "bakeTime", Defaults.Hotfix.BakeTime, TwoDays),
        MaxBatchPercentage = group.Number("maxBatchPercentage"),
    };

    private ImmutableArray<int> ReadPercentages(DefinitionFile file, string key, ImmutableArray<int> missing) =>
        ReadPercentages(file, file.Root, key, missing);

    private ImmutableArray<int> ReadPercentages(
        DefinitionFile file, JToken group, string key, ImmutableArray<int> missing)
    {
        if (group.Value(key) is not JArray list)
        {
            return missing;
        }

        var last = -1;
        foreach (var entry in list.OfType<JValue>().Where(entry => entry.Value is long))
        {
            var percent = (long)entry.Value!;
            if (percent <= last)
            {
                errors.Add(
                    file, entry, $"{key}: {percent} comes after {last}", "write the percentages in ascending order");
            }

            last = (int)Math.Clamp(percent, int.MinValue, int.MaxValue);
        }

        return [.. list.OfType<JValue>().Select(entry => entry.Value).OfType<long>().Select(percent => (int)percent)];
    }

    private static DetectionRule ReadRule(JObject group) => new(
        group.Text("severity") == "alert" ? DetectionSeverity.Alert : DetectionSeverity.Signal,
        group.Text("technique"),
        group.Text("action") switch
        {
            "rotate" => DetectionAction.Rotate,
            "quarantine" => DetectionAction.Quarantine,
            _ => DetectionAction.Report,
        });

    private void CheckListen(DefinitionFile file)
    {
        if (file.Root.Text("listen") is not { } listen)
        {
            return;
        }

        var split = listen.LastIndexOf(':');
        var address = listen[..Math.Max(0, split)];
        var isAddress = address == "[::1]"
            || address.Split('.').All(part => byte.TryParse(part, out var number) && number.ToString() == part);
        if (!isAddress || !ushort.TryParse(listen[(split + 1)..], out _))
        {
            const string WayOut = "write 127.0.0.1:0 for a free port, or a port from 1 to 65535";
            errors.Add(
                file,
                file.Root.Value("listen"),
                $"listen: {Quoting.Quote(listen)} is not a loopback address with a port",
                WayOut);
        }
    }
}
