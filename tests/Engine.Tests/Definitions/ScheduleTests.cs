using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Tests.Definitions;

/// <summary>Every row of the policy table: its default, and the value that is written.</summary>
public sealed class ScheduleTests
{
    private const string Whole = """
        fleet: site
        image: site
        desired: 20
        exposure: internal
        strategy: reimage
        minHealthyPercentage: 80
        maxHealthyPercentage: 120
        maxBatchPercentage: 30
        maxUnhealthyPercentage: 10
        instanceWarmup: 90s
        drainTimeout: 2m
        launchTimeout: 20m
        checkpoints: [10, 50]
        checkpointDelay: 48h
        approvals: [0, 50, 100]
        bakeTime: 2d
        rollbackFor: 30d
        autoRollback: false
        maxAge: 3650d
        maxImageAge: 1h
        windows:
          - { days: [mon, fri], from: "22:00", to: "04:00", zone: Europe/Berlin }
          - from: 00:00
            to: 24:00
            zone: Asia/Kathmandu
        blackouts:
          - { from: 2026-12-20, to: 2027-01-03, zone: Europe/Berlin, reason: year-end freeze }
          - { from: "2027-05-01", to: "2027-05-01", zone: UTC }
        protectedInstances: { wait: 7d }
        skipMatching: false
        onDetection:
          - { severity: alert, technique: T1053.003, action: quarantine }
          - { severity: alert, action: rotate }
          - { severity: signal, technique: T1059, action: report }
        evidence: required
        listen: 127.0.0.1:8080

        """;

    [Fact]
    public void Every_value_that_is_written_is_read()
    {
        var policy = Read(Whole);

        Assert.Equal((20, 80, 120, 30, 10), (
            policy.Desired, policy.MinHealthyPercentage, policy.MaxHealthyPercentage, policy.MaxBatchPercentage,
            policy.MaxUnhealthyPercentage));
        Assert.Equal(
            [TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(20), TimeSpan.FromDays(2)],
            [policy.InstanceWarmup, policy.DrainTimeout, policy.LaunchTimeout, policy.CheckpointDelay]);
        Assert.Equal(
            [TimeSpan.FromDays(2), TimeSpan.FromDays(30), TimeSpan.FromDays(3650), TimeSpan.FromHours(1)],
            [policy.BakeTime, policy.RollbackFor, policy.MaxAge, policy.MaxImageAge]);
        Assert.Equal(RotationStrategy.Reimage, policy.Strategy);
        Assert.False(policy.IsExposed);
        Assert.Equal([10, 50], policy.Checkpoints);
        Assert.Equal([0, 50, 100], policy.Approvals);
        Assert.Equal((false, false), (policy.AutoRollback, policy.SkipMatching));
        Assert.Equal(TimeSpan.FromDays(7), policy.ProtectionWait);
        Assert.Equal(EvidenceRule.Required, policy.Evidence);
        Assert.Equal("127.0.0.1:8080", policy.Listen);
        Assert.Equal(
            [
                new DetectionRule(DetectionSeverity.Alert, "T1053.003", DetectionAction.Quarantine),
                new DetectionRule(DetectionSeverity.Alert, null, DetectionAction.Rotate),
                new DetectionRule(DetectionSeverity.Signal, "T1059", DetectionAction.Report),
            ],
            policy.OnDetection);
    }

    [Fact]
    public void Windows_and_blackouts_are_read_with_their_zones()
    {
        var windows = Read(Whole).Windows;

        Assert.False(windows.IsAlways);
        Assert.Equal(
            [
                "Mon,Fri 22:00-04:00 Europe/Berlin",
                "daily 00:00-24:00 Asia/Kathmandu",
            ],
            windows.Weekly.Select(window => $"{window}"));
        Assert.Equal(
            [
                (new DateOnly(2026, 12, 20), new DateOnly(2027, 1, 3), "Europe/Berlin", "year-end freeze"),
                (new DateOnly(2027, 5, 1), new DateOnly(2027, 5, 1), "UTC", ""),
            ],
            windows.Blackouts.Select(blackout => (blackout.First, blackout.Last, blackout.Zone.Id, blackout.Reason)));
    }

    [Fact]
    public void What_is_not_written_has_the_default_of_the_policy_table()
    {
        var policy = Read("fleet: site\nimage: site\ndesired: 3\nwindows: always\n");

        Assert.Equal((90, 110, 20, 20), (
            policy.MinHealthyPercentage, policy.MaxHealthyPercentage, policy.MaxBatchPercentage,
            policy.MaxUnhealthyPercentage));
        Assert.Equal(
            [TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(10)],
            [policy.InstanceWarmup, policy.DrainTimeout, policy.LaunchTimeout, policy.CheckpointDelay]);
        Assert.Equal(
            [TimeSpan.FromMinutes(30), TimeSpan.FromHours(24), TimeSpan.FromDays(30), TimeSpan.FromDays(30)],
            [policy.BakeTime, policy.RollbackFor, policy.MaxAge, policy.MaxImageAge]);
        Assert.Equal(RotationStrategy.Replace, policy.Strategy);
        Assert.Null(policy.IsExposed);
        Assert.Equal([5, 25, 100], policy.Checkpoints);
        Assert.Empty(policy.Approvals);
        Assert.Equal((true, true), (policy.AutoRollback, policy.SkipMatching));
        Assert.Equal(TimeSpan.FromHours(1), policy.ProtectionWait);
        Assert.Equal(EvidenceRule.Off, policy.Evidence);
        Assert.Empty(policy.OnDetection);
        Assert.True(policy.Windows.IsAlways);
        Assert.Empty(policy.Windows.Blackouts);
    }

    [Fact]
    public void What_strangers_reach_over_a_public_network_is_exposed() => Assert.True(
        Read("fleet: site\nimage: site\ndesired: 3\nwindows: always\nexposure: public\n").IsExposed);

    [Theory]
    [InlineData("checkpoints: []")]
    [InlineData("rollbackFor: 0s")]
    [InlineData("bakeTime: 0s")]
    [InlineData("maxAge: 1h")]
    [InlineData("approvals: [0]")]
    [InlineData("protectedInstances: {}")]
    [InlineData("blackouts: []")]
    [InlineData("blackouts: [{ from: 2026-01-01, to: 2027-02-03, zone: UTC }]")]
    public void What_is_short_or_empty_but_can_succeed_is_allowed(string line) =>
        _ = Read($"fleet: site\nimage: site\ndesired: 3\nwindows: always\n{line}\n");

    [Fact]
    public void Names_that_machines_have_for_a_zone_are_allowed()
    {
        string[] names = ["UTC", "Etc/GMT+5", "Asia/Calcutta", "America/Argentina/Buenos_Aires"];
        var lines = names.Select(name => $"  - {{ from: 01:00, to: 02:00, zone: {name} }}\n");

        var policy = Read($"fleet: site\nimage: site\ndesired: 3\nwindows:\n{string.Concat(lines)}");

        Assert.Equal(names, policy.Windows.Weekly.Select(window => window.Zone.Id));
    }

    private static RotationPolicy Read(string schedule)
    {
        using var tree = new CopiedTree().Write("schedules/site.yaml", schedule);
        return tree.Reader.ReadSchedule("site");
    }
}
