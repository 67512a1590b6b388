using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Images;
using ImageForge.Targets;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge rotate &lt;fleet&gt;</c>: begins a rotation, or takes up an unfinished one.</summary>
internal static class RotateCommand
{
    private static readonly Argument<string> Fleet = new("fleet") { Description = "A fleet that runs here" };

    private static readonly Option<bool> Plan = new("--plan")
    {
        Description = "Show what the next pass would do and why, and stop",
    };

    private static readonly Option<string?> To = new("--to")
    {
        Description = "The image to move onto [default: what the schedule's image and channel name]",
        HelpName = "image",
    };

    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "Kept in the journal",
        HelpName = "text",
        DefaultValueFactory = _ => "asked for on the command line",
    };

    private static readonly Option<string[]> Instances = new("--instance")
    {
        Description = "An instance to replace although it runs the image; may be given several times",
        HelpName = "instance",
    };

    private static readonly Option<string?> PassWindows = new("--pass-windows")
    {
        Description = "Begin slots outside of the schedule's windows; the reason is kept in the journal",
        HelpName = "reason",
    };

    public static Command Create() =>
        new Command("rotate", "Move a fleet onto an image, never below its floor; resumes what was begun")
    {
        Fleet, To, Plan, Reason, Instances, PassWindows,
    }.Doing(RunAsync);

    private static async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var telemetry = CommandTelemetry.Start(session.Logs);
        using var rooms = session.Rooms();
        var fleet = await KnownFleet.FindAsync(rooms, parsed.GetRequiredValue(Fleet), cancellationToken);
        var policy = rooms.Definitions.ReadSchedule(fleet.Value);
        var artifact = await rooms.Images.FindAsync(
            parsed.GetValue(To) ?? ImageCatalog.ReferenceOf(policy.Image, policy.Channel), cancellationToken);
        if (parsed.GetValue(Plan))
        {
            return await PreviewAsync(session.Screen, rooms, policy, artifact, cancellationToken);
        }

        if (parsed.GetValue(Instances) is { Length: > 0 } named)
        {
            await rooms.RotationControls.MarkAsync(
                fleet, await KnownFleet.InstancesAsync(rooms, fleet, named, cancellationToken),
                CandidateReason.Manual, parsed.GetRequiredValue(Reason), cancellationToken);
        }

        if (parsed.GetValue(PassWindows) is { } passing)
        {
            await rooms.Rotations.StartAsync(policy, artifact, parsed.GetRequiredValue(Reason), cancellationToken);
            await rooms.RotationControls.PassWindowsAsync(
                fleet, Environment.UserName, passing, cancellationToken);
        }

        session.Screen.Heading($"rotating fleet {fleet} onto {artifact.Id}");
        var last = await RotationRun.WatchAsync(
            session.Screen, artifact.Id,
            rooms.Rotations.RunAsync(policy, artifact, parsed.GetRequiredValue(Reason), cancellationToken));
        return await RotationRun.ShowEndAsync(session.Screen, rooms, policy, last, cancellationToken);
    }

    private static async Task<int> PreviewAsync(
        Screen screen, Rooms rooms, RotationPolicy policy, ImageArtifact artifact, CancellationToken cancellationToken)
    {
        var pass = await rooms.Rotations.PreviewAsync(policy, artifact, cancellationToken);
        var estimate = RotationEstimate.Of(pass.Plan, policy, pass.History);
        screen.Heading($"fleet {policy.Fleet} onto {artifact.Id}: nothing was done");
        screen.Show(FleetSheet.Of(pass.Snapshot, artifact.Id));
        foreach (var line in pass.Plan.Arithmetic)
        {
            screen.Line($"  {line}");
        }

        foreach (var command in pass.Plan.Commands)
        {
            screen.Line($"  would {command.GetType().Name.ToLowerInvariant()} {command.Instance}: {command.Reason}");
        }

        foreach (var hold in pass.Plan.Holds)
        {
            screen.Line($"  holds {RotationView.Words(hold)}");
        }

        screen.Line($"  expected: {Ago.Span(estimate.Expected)}: {estimate.Arithmetic}");
        screen.Answer(
            PlanAnswer.Of(pass.Plan)! with { ExpectedSeconds = estimate.Expected.TotalSeconds },
            AnswerJson.Readable.PlanAnswer);
        return 0;
    }
}
