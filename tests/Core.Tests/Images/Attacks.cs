using ImageForge.Core.Detection;
using ImageForge.Core.Images.Gates;
using ImageForge.Core.Tests.Detection;

namespace ImageForge.Core.Tests.Images;

/// <summary>Recordings of attacks on <see cref="WebImage"/>, seen by its sensor or not.</summary>
internal static class Attacks
{
    private const string Rules = """
        -a always,exit -F path=/etc/shadow -k tier:alert -k if:shadow-read -k attack:T1003.008
        -a always,exit -F path=/usr/bin/id -F perm=x -k tier:signal -k if:who -k attack:T1033

        """;

    private static readonly ScenarioLoginIds Ids = ScenarioLoginIds.Standard;
    private static readonly SensorHealth Fit = new(1, DaemonAlive: true, Lost: 0, Backlog: 0, 2, 2);

    public static DetectionEvidence Evidence(params ScenarioRecording[] recordings) =>
        new(Rules, [.. recordings], null);

    public static ScenarioRecording Seen(string scenario) => Recording(
        scenario, text => text.Call(
            Ids.Run,
            scenario == "who-am-i"
                ? AuditText.Rule("signal", "who", "T1033")
                : AuditText.Rule("alert", "shadow-read", "T1003.008")));

    public static ScenarioRecording Unseen(string scenario) => Recording(scenario, text => text);

    private static ScenarioRecording Recording(string scenario, Func<AuditText, AuditText> during) => new()
    {
        ScenarioId = scenario,
        SnapshotEpoch = 1,
        Started = true,
        Ended = true,
        Run = new StageOutcome(0),
        Before = Fit,
        After = Fit,
        Records = $"{during(new AuditText().Mark(ScenarioMark.Start(scenario), Ids.Runner))
            .Mark(ScenarioMark.End(scenario), Ids.Runner)}",
    };
}
