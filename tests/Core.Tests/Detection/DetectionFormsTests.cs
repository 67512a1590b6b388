using System.Text;
using ImageForge.Core.Detection;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Detection;

/// <summary>What sensors send becomes detections; whatever else somebody sends becomes faults.</summary>
public sealed class DetectionFormsTests
{
    private const string Instance = "web-k3f9x2";
    private static readonly DateTimeOffset Now = new(2026, 9, 21, 14, 15, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Seen = new(2026, 9, 21, 14, 14, 3, TimeSpan.Zero);

    [Fact]
    public void Falco_says_priority_technique_and_tactic()
    {
        var warning = One(SensorSamples.Falco);
        Assert.Equal(
            ("falco", "Read sensitive file untrusted", DetectionSeverity.Signal, Instance),
            (warning.Sensor, warning.Rule, warning.Severity, warning.Instance));
        Assert.Equal(["T1555"], warning.Techniques);
        Assert.Equal(Seen, warning.At.AddTicks(-warning.At.Ticks % TimeSpan.TicksPerSecond));
        Assert.StartsWith("credential_access: 21:14:03", warning.Summary, StringComparison.Ordinal);
        Assert.EndsWith("...", warning.Summary, StringComparison.Ordinal);
        Assert.InRange(warning.Summary.Length, 290, 300);

        var critical = One(SensorSamples.FalcoCritical);
        Assert.Equal(DetectionSeverity.Alert, critical.Severity);
        Assert.Equal(["T1059.004"], critical.Techniques);
    }

    [Theory]
    [InlineData("Emergency", DetectionSeverity.Alert)]
    [InlineData("Alert", DetectionSeverity.Alert)]
    [InlineData("Critical", DetectionSeverity.Alert)]
    [InlineData("Error", DetectionSeverity.Alert)]
    [InlineData("Warning", DetectionSeverity.Signal)]
    [InlineData("Notice", DetectionSeverity.Signal)]
    [InlineData("Informational", DetectionSeverity.Signal)]
    [InlineData("Debug", DetectionSeverity.Signal)]
    public void Every_priority_of_falco_has_its_severity(string priority, DetectionSeverity severity) => Assert.Equal(
        severity,
        One(SensorSamples.Falco.Replace("\"Warning\"", $"\"{priority}\"", StringComparison.Ordinal)).Severity);

    [Fact]
    public void Osquery_says_what_is_there_now_by_the_name_of_its_query()
    {
        var added = One(SensorSamples.OsqueryAdded);
        Assert.Equal(
            ("osquery", "pack_alert_T1053.003_cron", DetectionSeverity.Alert, Instance, Seen),
            (added.Sensor, added.Rule, added.Severity, added.Instance, added.At));
        Assert.Equal(["T1053.003"], added.Techniques);
        Assert.Equal("command=/tmp/x event= path=/etc/cron.d/x", added.Summary);

        var removed = Read(SensorSamples.OsqueryRemoved);
        Assert.Equal((0, 1, 0), (removed.Detections.Length, removed.Passed, removed.Faults.Length));

        var batch = One(SensorSamples.OsqueryBatch);
        Assert.Equal(DetectionSeverity.Signal, batch.Severity);
        Assert.Equal("4 rows: path=/etc/cron.d/a; path=/etc/cron.d/b; path=/etc/cron.d/c", batch.Summary);

        var snapshot = One(SensorSamples.OsquerySnapshot);
        Assert.Equal(["T1571"], snapshot.Techniques);
        Assert.Equal(2, Read(SensorSamples.OsqueryEnvelope).Detections.Length);
    }

    [Fact]
    public void A_list_and_lines_are_read_as_one_after_the_other()
    {
        Assert.Equal(2, Read($"[{SensorSamples.Falco},{SensorSamples.Plain}]").Detections.Length);
        Assert.Equal(3, Read(
            $"{SensorSamples.Falco}\n{SensorSamples.OsqueryAdded}\n\n{SensorSamples.Plain}").Detections.Length);
    }

    [Fact]
    public void The_beacons_records_carry_their_tier_and_techniques()
    {
        var alert = One(SensorSamples.Beacon());
        Assert.Equal(
            ("auditd", "shadow-write", DetectionSeverity.Alert, Instance, AuditText.Start.AddMilliseconds(10)),
            (alert.Sensor, alert.Rule, alert.Severity, alert.Instance, alert.At));
        Assert.Equal(["T1098", "T1136.001"], alert.Techniques);
        Assert.Equal("/usr/bin/cat openat login 1000", alert.Summary);
        Assert.Equal(DetectionSeverity.Signal, One(SensorSamples.Beacon("signal", "home-write")).Severity);

        // Records without our keys say nothing of an attack.
        Assert.Empty(Read("""{"instance":"web-1","audit":["type=SYSCALL msg=audit(1.0:1): key=(null)"]}""").Detections);
    }

    [Fact]
    public void Our_own_form_needs_a_rule_and_a_severity_only()
    {
        var plain = One(SensorSamples.Plain);
        Assert.Equal(("wazuh", "rootkit", "hidden process 812"), (plain.Sensor, plain.Rule, plain.Summary));
        var least = One("""{"rule":"r","severity":"signal"}""");
        Assert.Equal(("unnamed", null, Now), (least.Sensor, least.Instance, least.At));
        Assert.Equal("10.1.2.3", One("""{"rule":"r","severity":"signal","address":"10.1.2.3"}""").Instance);
        Assert.Equal("i-0f", One("""{"rule":"r","severity":"signal","cloudId":"i-0f"}""").Instance);
        Assert.Single(Read("""{"rule":"r","severity":"loud"}""").Faults);
        Assert.Single(Read("""{"severity":"alert"}""").Faults);
    }

    [Fact]
    public void A_clock_that_is_ahead_is_not_believed_and_one_behind_is_kept()
    {
        Assert.Equal(Now, At("2031-01-01T00:00:00Z"));
        Assert.Equal(Now.AddMinutes(4), At("2026-09-21T14:19:00Z"));
        Assert.Equal(Now.AddDays(-400), At($"{Now.AddDays(-400):O}"));
        Assert.Equal(Now, At("yesterday"));
        Assert.Equal(Now, At("0000-99-99"));
        static DateTimeOffset At(string text) =>
            One("""{"rule":"r","severity":"alert","at":"WHEN"}""".Replace("WHEN", text, StringComparison.Ordinal)).At;
    }

    [Fact]
    public void Nothing_of_a_text_moves_a_terminal_or_fills_a_page()
    {
        var wild = One(
            """{"rule":"a\u001b[31mb\u202ec\nd","severity":"alert","sensor":"SS","summary":"x"}"""
                .Replace("SS", new string('s', 500), StringComparison.Ordinal));
        Assert.Equal("a [31mb c d", wild.Rule);
        Assert.Equal(40, wild.Sensor.Length);
        Assert.Single(Read("""{"rule":"\ud800","severity":"alert"}""").Faults);
    }

    [Fact]
    public void No_more_than_a_thousand_are_read()
    {
        var reading = Read($"[{string.Join(',', Enumerable.Repeat(SensorSamples.Plain, 1200))}]");
        Assert.Equal(DetectionForms.DetectionsMax, reading.Detections.Length);
        Assert.Contains("only the first 1000", Assert.Single(reading.Faults), StringComparison.Ordinal);
        Assert.Equal(10, Read($"[{string.Join(',', Enumerable.Repeat("1", 1200))}]").Faults.Length);
    }

    [Fact]
    public void Whatever_the_bytes_are_they_become_detections_or_faults()
    {
        var random = new Random(20261130);
        var read = 0;
        for (var turn = 0; turn < 20_000; turn++)
        {
            var sample = SensorSamples.All[random.Next(SensorSamples.All.Count)];
            var bytes = turn % 10 == 0 ? Noise(random) : Mutate(random, Encoding.UTF8.GetBytes(sample));
            var reading = DetectionForms.Read(bytes, Now);
            Assert.InRange(reading.Faults.Length, 0, 10);
            Assert.All(reading.Detections, IsBounded);
            read += reading.Detections.Length;
        }

        // Mutations that nothing survives would prove nothing.
        Assert.InRange(read, 2_000, 40_000);
    }

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Mutate(Random random, byte[] bytes)
    {
        for (var times = random.Next(4); times > 0; times--)
        {
            var place = random.Next(bytes.Length);
            bytes = random.Next(4) switch
            {
                0 => [.. bytes[..place], (byte)random.Next(256), .. bytes[place..]],
                1 => [.. bytes[..place], .. bytes[Math.Min(bytes.Length, place + random.Next(30))..]],
                2 => [.. bytes[..place], (byte)random.Next(32, 127), .. bytes[(place + 1)..]],
                _ => [.. bytes[..place], .. "\\ud800"u8, .. bytes[place..]],
            };
            bytes = bytes.Length == 0 ? [(byte)'{'] : bytes;
        }

        return bytes;
    }

    private static void IsBounded(ReportedDetection detection)
    {
        Assert.InRange(detection.Rule.Length, 1, 100);
        Assert.InRange(detection.Sensor.Length, 1, 40);
        Assert.InRange(detection.Summary.Length, 0, 300);
        Assert.InRange(detection.Instance?.Length ?? 1, 1, 100);
        Assert.InRange(detection.Techniques.Length, 0, ReportedDetection.TechniquesMax);
        Assert.True(detection.At <= Now.AddMinutes(5));
        Assert.DoesNotContain(
            $"{detection.Rule}{detection.Sensor}{detection.Summary}{detection.Instance}", char.IsControl);
    }

    private static DetectionReading Read(string body) => DetectionForms.Read(Encoding.UTF8.GetBytes(body), Now);

    private static ReportedDetection One(string body)
    {
        var reading = Read(body);
        Assert.Empty(reading.Faults);
        return Assert.Single(reading.Detections);
    }
}
