using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Core.Detection;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Secrets;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Targets;

namespace ImageForge.Cli.Commands;

/// <summary>
/// <c>imageforge explain &lt;control|gate|finding&gt;</c>: what it is, why it matters, and how to mend or accept it.
/// </summary>
internal static class ExplainCommand
{
    private static readonly Argument<string> Subject = new("subject")
    {
        Description =
            "A control's id, a gate's name, a sensor, a scenario, a kind of secret, or what a gate found: tcp/8081",
    };

    public static Command Create() =>
        new Command("explain", "What a control, a gate or a finding is, why it matters, how to mend or waive it")
    {
        Subject,
    }.Doing(RunAsync);

    private static Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var subject = parsed.GetRequiredValue(Subject);
        var answer = rooms.Definitions.ReadControls().FirstOrDefault(control => control.Id == subject) is { } known
                ? Of(known)
            : GateGuide.All.FirstOrDefault(gate => gate.Gate == subject) is { } guide ? Of(guide)
            : SecretCatalogue.All.FirstOrDefault(kind => kind.Id == subject) is { } secret ? Of(secret)
            : rooms.Definitions.ReadScenarios().FirstOrDefault(known => known.Id == subject) is { } scenario
                ? Of(rooms, scenario)
            : rooms.Definitions.ReadSensors().FirstOrDefault(known => known.Id == subject) is { } sensor ? Of(sensor)
            : Found(rooms, subject) ?? throw Unknown(rooms, subject);
        foreach (var (heading, text) in answer.Parts)
        {
            session.Screen.Line();
            session.Screen.Heading(heading);
            session.Screen.Line(text.TrimEnd());
        }

        session.Screen.Answer(answer, AnswerJson.Readable.ExplainAnswer);
        return Task.FromResult(0);
    }

    private static ExplainAnswer Of(HardeningControl control) => new(
        control.Id, "control",
        [
            new(control.Id, control.Title),
            new("Why", $"{control.Why} Severity: {Word(control.Severity)}. Area: {Word(control.Area)}."),
            new("Maps to", control.References.IsEmpty
                ? "nothing that was looked up"
                : string.Join(", ", control.References)),
            new("In profiles", string.Join(", ", control.Profiles)),
            new("Brings the packages", control.Packages.IsEmpty ? "none" : string.Join(", ", control.Packages)),
            new("How it is applied (while building, as root, without network)", control.Apply),
            new("How it is checked (in the booted image; exit 0 passes)", control.Check),
            new("What makes the check fail (tests prove it; a way to see the check at work)", control.Mutation),
            new(
                "If it is refused",
                "Something in the image undoes it: the finding shows what the check saw. Look for the file or unit "
                    + "that comes after it, or run the check by hand in a booted image."),
            new("To accept the risk for a time", WaiverOf("control", control.Id, "<image>")),
        ]);

    private static ExplainAnswer Of(GateGuide gate) => new(
        gate.Gate, "gate",
        [
            new($"gate {gate.Gate}", gate.What),
            new("Why", gate.Why),
            new("If it refuses", gate.Fix),
            new("To accept the risk for a time", gate.CanBeWaived
                ? "A waiver for each: `imageforge explain <what was refused>` shows one."
                : "Not possible: what this gate finds is no setting that somebody may choose."),
        ]);

    private static ExplainAnswer Of(Rooms rooms, Scenario scenario) => new(
        scenario.Id, "scenario",
        [
            new(scenario.Id, scenario.Title),
            new("Why", scenario.Why),
            new("Maps to", $"{scenario.Technique}   # https://attack.mitre.org/techniques/"
                + $"{scenario.Technique.Replace('.', '/')}/"),
            .. scenario.Prerequisites.Select(needed => new ExplainPart("Needs", needed.Check)),
            new($"The attack (as {Word(scenario.Account)}, {Word(scenario.Shell)}, at most "
                + $"{scenario.Limit.TotalSeconds:0} s)", scenario.Run),
            new("How its effect is seen (exit 0: it had one; 1: it had none; 2: it was not tried)", scenario.Effect),
            .. Seen(rooms, scenario.Id),
            new(
                "If it is missed",
                "The verdict says what was recorded instead. A rule of the sensor has to name the technique, or its "
                    + "parent, in its keys; rules before it may have taken the event."),
            new("To accept the risk for a time", WaiverOf("scenario", scenario.Id, "<image>")),
        ]);

    private static ExplainAnswer Of(SensorDefinition sensor) => new(
        sensor.Id, "sensor",
        [
            new(sensor.Id, sensor.Title),
            .. sensor.NotExercised is { } reason ? (ExplainPart[])[new("Not exercised", reason)] : [],
            new("Brings the packages", Or(sensor.Packages.Select(package =>
                sensor.Repositories.SelectMany(archive => archive.Pins).FirstOrDefault(pin => pin.Package == package)
                    ?.Text ?? package))),
            new("From the archives", Or(sensor.Repositories.Select(archive => archive.Description), "Debian's alone")),
            new("Enrols with the credentials", sensor.Enrolment.IsEmpty
                ? "none"
                : $"{Or(sensor.Enrolment)}: kept by `imageforge credential set`, handed to an instance at its start"),
            new("Must differ between two instances", Or(sensor.Identities)),
            new("Writes what it sees", sensor.Events is { } events ? $"{events.Log} ({Word(events.Form)})" : "nowhere"),
            new("How it is asked for its health", sensor.Probe ?? "it is the one that asks"),
        ]);

    private static string Or(IEnumerable<string> texts, string none = "none") =>
        string.Join(", ", texts) is { Length: > 0 } text ? text : none;

    // What became of it in the newest artifact of each image.
    private static IEnumerable<ExplainPart> Seen(Rooms rooms, string scenario) =>
        from artifact in rooms.Artifacts.List().DistinctBy(artifact => artifact.Id.Image)
        from verdict in artifact.Detection?.Verdicts ?? []
        where verdict.ScenarioId == scenario
        select new ExplainPart(
            $"In {artifact.Id}, {Ago.Text(artifact.BuiltAt)}",
            string.Join(' ', new[]
            {
                Word(verdict.Kind), verdict.Tier is { } tier ? $"({Word(tier)})" : "",
                string.Join(", ", verdict.RuleIds), verdict.Reason,
            }.Where(part => part.Length > 0)));

    private static ExplainAnswer Of(SecretKind kind) => new(
        kind.Id, "secret",
        [
            new(kind.Id, $"What the gate secrets takes for {kind.Title}, on a disk as in definitions."),
            new("Why", kind.Why),
            new(
                "How it is recognised",
                $"{kind.Pattern.Trim()}   # near {string.Join(" or ", kind.Anchors.Select(Plain))}"),
            new("If it is refused", GateGuide.All.First(gate => gate.Gate == "secrets").Fix),
        ]);

    // The marks of binary keys are no text.
    private static string Plain(string anchor) =>
        string.Concat(anchor.Select(each => char.IsAsciiLetterOrDigit(each) || char.IsPunctuation(each)
            || char.IsSymbol(each) || each == ' ' ? $"{each}" : $"\\x{(int)each:x2}"));

    // What the newest image says of it that any gate found it in.
    private static ExplainAnswer? Found(Rooms rooms, string subject) => rooms.Artifacts.List()
        .SelectMany(artifact =>
            from gate in artifact.Gates
            from guide in GateGuide.All
            where guide.Gate == gate.Gate
            from known in Everything(gate)
            where known.Finding.Subject == subject
            select Of(artifact, guide, known.Finding, known.Verdict))
        .FirstOrDefault();

    private static IEnumerable<(GateFinding Finding, string Verdict)> Everything(GateResult gate) =>
    [
        .. gate.Findings.Select(finding => (finding, "Refused")),
        .. gate.Waived.Select(waived => (
            waived.Finding, $"Accepted by {waived.Owner} until {waived.Until:yyyy-MM-dd} ({waived.Waiver})")),
        .. gate.Reported.Select(finding => (finding, "Reported, not refused,")),
    ];

    private static ExplainAnswer Of(
        ImageArtifact artifact, GateGuide gate, GateFinding finding, string verdict) => new(
        finding.Subject, "finding",
        [
            new(
                finding.Subject,
                $"{verdict} in {artifact.Id} by the gate {gate.Gate}, {Ago.Text(artifact.BuiltAt)}."),
            new("Expected", finding.Expected),
            new("Seen", finding.Evidence),
            new("See it yourself", finding.Reproduce),
            new($"What the gate {gate.Gate} does", gate.What),
            new("Why", gate.Why),
            new("What to do", gate.Fix),
            .. finding.Severity is null
                ? (ExplainPart[])[]
                : [new("To accept the risk for a time", WaiverOf("cve", finding.Subject, artifact.Id.Image.Value))],
        ]);

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();

    private static string WaiverOf(string key, string subject, string image) => $"""
        images/waivers/<id>.yaml:
          id: <id>
          {key}: {subject}
          image: {image}
          owner: <who answers for it>
          reason: <why it is accepted, and what is done about it>
          expires: <the last day, at most {Waiver.DaysMax} days ahead>
        """;

    private static ForgeException Unknown(Rooms rooms, string subject)
    {
        if (subject.StartsWith("CVE-", StringComparison.Ordinal))
        {
            return new ForgeException(
                ForgeError.NotFound, $"no image built here was found to have {subject}",
                "an image keeps the verdict of its day; `imageforge feed list` says how old what is known is");
        }

        string[] known =
        [
            .. GateGuide.All.Select(gate => gate.Gate),
            .. rooms.Definitions.ReadSensors().Select(sensor => sensor.Id),
            .. rooms.Definitions.ReadControls().Select(control => control.Id),
        ];
        return new ForgeException(
            ForgeError.NotFound, $"there is no control, gate, sensor or finding {subject}",
            NearestName.Hint(subject, known, "known"));
    }
}
