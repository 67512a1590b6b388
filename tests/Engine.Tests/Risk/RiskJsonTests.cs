using System.Text.Json;
using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;
using ImageForge.Engine.Risk;

namespace ImageForge.Engine.Tests.Risk;

/// <summary>Events of risks come back from the journal as they were written, and hold nothing twice.</summary>
public sealed class RiskJsonTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 1, 6, 0, 0, TimeSpan.Zero);
    private static readonly RiskKey Cve = new("CVE-2026-0001", "openssl", RiskKind.Vulnerability);
    private static readonly FleetName Fleet = new("web");

    public static TheoryData<RiskEvent> Events =>
    [
        new RiskEvent.Found(Cve, "openssl 1.0", RiskFacts.Unknown with { Exploited = true }, ["osv"]),
        new RiskEvent.Rated(Cve, RiskFacts.Unknown with { ExploitedSince = new DateOnly(2026, 1, 2) }),
        new RiskEvent.Carried(new ArtifactId(new ImageName("web"), Digest.OfText("a")), [Cve]),
        new RiskEvent.Dated(Cve, Fleet, new RemediationBand(3, Forensics: true), ["exposed"], At),
        new RiskEvent.Called(Cve, Fleet, At.AddDays(3), null, "no window opens"),
        new RiskEvent.Accepted(Cve, new RiskAcceptance("w", "", "ada", "behind a proxy", At.AddDays(30))),
        new RiskEvent.AcceptanceEnded(Cve, "w", At, "it is gone"),
        new RiskEvent.Mitigated(Cve, "nothing carries it"),
    ];

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_read_as_it_was_written(RiskEvent written)
    {
        var text = JsonSerializer.Serialize(written, RiskJson.Readable.RiskEvent);

        var read = JsonSerializer.Deserialize(text, RiskJson.Readable.RiskEvent)!;

        Assert.Equal(text, JsonSerializer.Serialize(read, RiskJson.Readable.RiskEvent));
        Assert.Equal(written.GetType(), read.GetType());
        Assert.DoesNotContain("\"about\"", text, StringComparison.Ordinal);
    }
}
