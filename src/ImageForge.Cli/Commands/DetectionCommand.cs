using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Core.Detection;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Detection;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge detection list|show</c>: what sensors saw, and what became of it.</summary>
internal static class DetectionCommand
{
    private static readonly Argument<string> Detection = new("detection")
    {
        Description = "A detection's name, as `imageforge detection list` shows it",
    };

    private static readonly Option<string?> Fleet = new("--fleet")
    {
        Description = "Of this fleet only",
        HelpName = "fleet",
    };

    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "How many at most, the latest first; 1 to 1000",
        HelpName = "number",
        DefaultValueFactory = _ => 50,
    };

    public static Command Create() => new("detection", "What sensors saw on instances, and what followed: list, show")
    {
        new Command("list", "The latest detections: of which instance, by which rule, and what follows")
        {
            Fleet, Limit,
        }.Doing(ListAsync),
        new Command("show", "One detection, and what became of its instance, step by step") { Detection }
            .Doing(ShowAsync),
    };

    private static async Task<int> ListAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var limit = parsed.GetValue(Limit);
        if (limit is < 1 or > DetectionLedger.RecordsMax)
        {
            throw new ForgeException(
                ForgeError.Usage, $"--limit: {limit} is not from 1 to {DetectionLedger.RecordsMax}",
                "leave it out for the latest 50");
        }

        using var rooms = session.Rooms();
        FleetName? fleet = parsed.GetValue(Fleet) is { } name ? new FleetName(name) : null;
        var found = (await rooms.Detections.ListAsync(fleet, cancellationToken)).Take(limit).ToList();
        var sheet = new Sheet("detection", "fleet", "instance", "reported", "severity", "rule", "technique", "follows");
        foreach (var (standing, said) in found.Select(standing => (standing, standing.Record.Event)))
        {
            sheet.Add(
                said.Detection, standing.Fleet.Value, said.Instance.Value, Ago.Text(standing.Record.ReportedAt),
                new Cell(
                    $"{said.Severity}".ToLowerInvariant(),
                    said.Severity == DetectionSeverity.Alert ? Tone.Bad : Tone.Plain),
                $"{said.Sensor}: {said.Rule}", said.Techniques, Follows(standing));
        }

        session.Screen.ShowOr(sheet, "no sensor reported anything");
        foreach (var counts in (await rooms.Detections.CountsAsync(cancellationToken))
            .Where(counts => (fleet is null || counts.Fleet == fleet) && counts.Repeated + counts.Dropped > 0))
        {
            session.Screen.Line(
                $"{counts.Fleet}: {counts.Repeated} reports of what was known, {counts.Dropped} were counted only");
        }

        session.Screen.Answer(
            new DetectionListAnswer([.. found.Select(DetectionAnswer.Of)]), AnswerJson.Readable.DetectionListAnswer);
        return 0;
    }

    private static async Task<int> ShowAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var name = parsed.GetRequiredValue(Detection);
        var found = await rooms.Detections.FindAsync(name, cancellationToken) ?? throw new ForgeException(
            ForgeError.NotFound, $"no detection is kept under the name {name}",
            "`imageforge detection list --limit 1000` shows them; older ones are in `imageforge journal show`");
        var said = found.Record.Event;
        session.Screen.Line($"{said.Detection}: {said.Sensor} says {said.Rule} on {said.Instance} of {found.Fleet}");
        session.Screen.Line($"  severity {said.Severity}, techniques {said.Techniques}; reported by {said.By}");
        session.Screen.Line($"  {said.Summary}");
        session.Screen.Line($"  seen {said.SeenAt:yyyy-MM-dd HH:mm:ss} UTC by the sensor's clock; {said.Decision}");
        foreach (var (at, what) in Steps(found))
        {
            session.Screen.Line($"  {at:yyyy-MM-dd HH:mm:ss} {what}");
        }

        session.Screen.Answer(DetectionAnswer.Of(found), AnswerJson.Readable.DetectionAnswer);
        return 0;
    }

    private static Cell Follows(DetectionStanding standing) => (standing.Record.Event, standing.Incident) switch
    {
        ({ Action: DetectionAction.Report }, _) => new Cell("report", Tone.Faint),
        (_, { RemovedAt: not null }) => new Cell("removed", Tone.Good),
        (_, { IsolatedAt: not null }) => new Cell("quarantined", Tone.Good),
        (_, not null) => new Cell("under way", Tone.Waiting),
        ({ Taken: false }, _) => new Cell("held", Tone.Bad),
        _ => new Cell("to come", Tone.Waiting),
    };

    private static IEnumerable<(DateTimeOffset At, string What)> Steps(DetectionStanding standing)
    {
        yield return (standing.Record.ReportedAt, "it came in");
        if (standing.Incident is not { } incident)
        {
            yield break;
        }

        (DateTimeOffset? At, string What)[] steps =
        [
            (incident.TakenAt, $"{incident.Instance} was taken, by {incident.Detection}"),
            (incident.ReplacedAt, $"{incident.Replacement} serves in its place"),
            (incident.OutOfServiceAt, "it is out of service"),
            (incident.IsolatedAt, "it is cut off from every network"),
            (incident.EvidenceAt, $"its disk is kept: {incident.Evidence} {incident.EvidenceSha256}"),
            (incident.RemovedAt, "it is removed"),
        ];
        foreach (var (at, what) in steps.Where(step => step.At is not null).OrderBy(step => step.At))
        {
            yield return (at!.Value, what);
        }
    }
}
