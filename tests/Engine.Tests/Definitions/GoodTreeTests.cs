using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ImageForge.Core.Detection;
using ImageForge.Core.Images;
using ImageForge.Engine.Definitions;

namespace ImageForge.Engine.Tests.Definitions;

/// <summary>
/// What reading <c>trees/good</c> gives, as text that a person can review. <c>IMAGEFORGE_RECORD=1</c> writes it anew.
/// </summary>
public sealed class GoodTreeTests
{
    private static readonly DefinitionReader Reader = new(CopiedTree.Good);

    [Theory]
    [InlineData("base")]
    [InlineData("site")]
    public void An_image_is_read_and_composed_as_recorded(string name)
    {
        var actual = Render(Reader.ReadImage(name));

        if (Environment.GetEnvironmentVariable("IMAGEFORGE_RECORD") == "1")
        {
            File.WriteAllText(Path.Combine(SourceFolder(), "trees", $"good.{name}.golden"), actual);
            return;
        }

        var golden = File.ReadAllText(Path.Combine(CopiedTree.Good, "..", $"good.{name}.golden"));
        Assert.Equal(golden, actual);
    }

    [Fact]
    public void A_schedule_is_read_and_keeps_defaults_where_nothing_is_written()
    {
        var policy = Reader.ReadSchedule("site");

        Assert.Equal(("site", "site", 3), (policy.Fleet.Value, policy.Image.Value, policy.Desired));
        Assert.Equal((100, 134, 20, 20), (
            policy.MinHealthyPercentage,
            policy.MaxHealthyPercentage,
            policy.MaxBatchPercentage,
            policy.MaxUnhealthyPercentage));
        Assert.Equal(TimeSpan.FromSeconds(10), policy.InstanceWarmup);
        Assert.Equal(TimeSpan.FromSeconds(15), policy.DrainTimeout);
        Assert.Equal(TimeSpan.FromMinutes(3), policy.LaunchTimeout);
        Assert.Equal("127.0.0.1:0", policy.Listen);
    }

    [Fact]
    public void A_waiver_goes_to_its_image_and_no_other()
    {
        var waiver = Assert.Single(Reader.ReadImage("site").Waivers);

        Assert.Equal(("site-banner", "banner", "ada"), (waiver.Id, waiver.Subject, waiver.Owner));
        Assert.Equal(new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero), waiver.EndsAt);
        Assert.Empty(Reader.ReadImage("base").Waivers);
    }

    [Fact]
    public void A_scenario_is_read_and_keeps_defaults_where_nothing_is_written()
    {
        var scenario = Assert.Single(Reader.ReadScenarios());

        Assert.Equal(("cron-entry", "T1053.003", Severity.High), (scenario.Id, scenario.Technique, scenario.Severity));
        Assert.Equal((ScenarioAccount.User, ScenarioShell.Bash), (scenario.Account, scenario.Shell));
        Assert.Equal(TimeSpan.FromSeconds(30), scenario.Limit);
        Assert.Equal(
            new ScenarioPrerequisite("test -d /etc/cron.d", "mkdir -p /etc/cron.d", ScenarioShell.Bash),
            Assert.Single(scenario.Prerequisites));
        Assert.Equal("echo one\necho two\n", scenario.Run);
        Assert.Equal(("", false, ""), (scenario.Cleanup, scenario.NeedsNetwork, scenario.Guid));
    }

    [Fact]
    public void A_measurement_of_rules_is_read_with_the_image_that_may_quote_it()
    {
        var noise = Assert.Single(Reader.ReadImage("site").Noise);

        Assert.Equal(("watch", "9bdb46fd7f85", new DateOnly(2026, 11, 29)), (
            noise.Id, noise.RuleSet.Short, noise.MeasuredOn));
        Assert.Equal(["boot", "packages"], noise.Stages.Select(stage => stage.Name));
        Assert.Equal((69, 1, 7), (noise.Seconds, noise.Alerts, noise.Signals));
        Assert.Empty(Reader.ReadImage("base").Noise);
    }

    [Fact]
    public void What_is_stated_of_the_shipped_rules_was_measured_of_these_and_not_of_older_ones()
    {
        var root = Path.GetFullPath(Path.Combine(SourceFolder(), "..", "..", ".."));
        var rules = AuditRuleSet.Parse(File.ReadAllText(Path.Combine(root, "images/sensors/auditd/audit.rules")));

        var noise = Assert.Single(new DefinitionReader(root).ReadImage("web").Noise);

        Assert.True(
            rules.Digest == noise.RuleSet,
            "measure again: IMAGEFORGE_RECORD=1 and OrdinaryLifeTests; it takes twenty minutes");
        Assert.True(noise.Seconds >= 14 * 60, $"{noise}");
    }

    [Fact]
    public void Validation_names_everything_it_read()
    {
        var report = Reader.ValidateAll();

        Assert.Empty(report.Errors);
        Assert.Equal(["base", "site"], report.Images);
        Assert.Equal(["site"], report.Schedules);
        Assert.Equal(["banner", "no-core-dumps"], report.Controls);
        Assert.Equal(["watch"], report.Sensors);
        Assert.Equal(["site-banner"], report.Waivers);
        Assert.Equal(["server"], report.Profiles);
        Assert.Equal(["recorded"], report.Feeds);
        Assert.Equal(["cron-entry"], report.Scenarios);
        Assert.Equal(["watch"], report.Noise);
        Assert.Contains("images/site/files/index.html", report.Files);
        Assert.Contains("images/sensors/watch/watch.rules", report.Files);
        Assert.Contains("images/remediation.yaml", report.Files);
    }

    [Fact]
    public void The_definitions_of_this_repository_are_valid()
    {
        var root = Path.GetFullPath(Path.Combine(SourceFolder(), "..", "..", ".."));

        var report = new DefinitionReader(root).ValidateAll();

        Assert.Empty(report.Errors.Select(error => error.ToString()));
        Assert.NotEmpty(report.Images);
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static string Render(ImageDefinition image)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        Line($"image {image.Name}: {image.Description}");
        Line($"extends {string.Join(" then ", image.Extends)}");
        var origin = image.Base;
        Line($"base {origin.Distribution} {origin.Suite} {origin.Architecture} {string.Join('+', origin.Pockets)}");
        Line($"packages {string.Join(' ', image.Packages)}");
        RenderFiles(Line, image.Files);
        foreach (var user in image.Users)
        {
            var kind = user.System ? "system" : "person";
            Line($"user {user.Name} {kind} {user.Home} {user.Shell} groups {string.Join(',', user.Groups)}");
        }

        Line($"enable {string.Join(' ', image.Units.Enable)}");
        Line($"mask {string.Join(' ', image.Units.Mask)}");
        Line($"ports {string.Join(' ', image.Ports)}");
        Line($"profile {image.HardeningProfile}: {string.Join(' ', image.Controls.Select(control => control.Id))}");
        Line($"gates {image.Profile.Vulnerabilities}; freshness required: {image.Profile.RequiresFreshness}");
        if (image.Profile.Detection is { } policy)
        {
            var required = policy.Required.Select(one => $"{one.ScenarioId} by {string.Join('+', one.RuleIds)}");
            var attacks = string.Join(' ', image.Scenarios.Select(scenario => scenario.Id));
            Line($"attacks {attacks}; within {policy.Within.TotalSeconds} s: {string.Join(", ", required)}");
        }

        Line($"feeds {string.Join(' ', image.Feeds.Select(feed => $"{feed.Id} {feed.Kind} {feed.MaxAge}"))}");
        foreach (var sensor in image.Sensors)
        {
            Line($"sensor {sensor.Id}: {sensor.Title}");
            Line($"enable {string.Join(' ', sensor.Units.Enable)}; probe {sensor.Probe?.Trim()}");
            RenderFiles(Line, sensor.Files);
        }

        Line($"health {image.Health}");
        Line($"disk {image.Disk.SizeMiB} MiB, memory {image.Disk.MemoryMiB} MiB");
        Line($"digest {image.Digest}");
        return text.ToString();
    }

    private static void RenderFiles(Action<FormattableString> line, IEnumerable<FileEntry> files)
    {
        foreach (var file in files)
        {
            line($"file {file.Path} {file.Owner}:{file.Group} {file.Mode} {file.Content.Short}");
        }
    }
}
