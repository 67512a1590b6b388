using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;

namespace ImageForge.Cli.Commands;

/// <summary>
/// <c>imageforge rotation list|show|pause|resume|approve|cancel|rollback</c>: what persons say of a rotation. All but
/// <c>rollback</c> only write a word, which whoever drives the rotation hears at its next pass.
/// </summary>
internal static class RotationCommand
{
    private static readonly Argument<string> Fleet = new("fleet") { Description = "A fleet that runs here" };

    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "Kept in the journal",
        HelpName = "text",
        DefaultValueFactory = _ => "asked for on the command line",
    };

    // A word alone moves nothing where no process drives the rotation.
    private const string Drive = "`imageforge rotate` drives it";

    public static Command Create() => new("rotation", "Rotations under way and past: list, show, and a person's word")
    {
        new Command("list", "The last rotation of each fleet").Doing(ListAsync),
        new Command("show", "One fleet's rotation: where it stands and what it waits for") { Fleet }.Doing(ShowAsync),
        new Command("pause", "Begin no new slot; what was begun is finished") { Fleet, Reason }.Doing(PauseAsync),
        new Command("resume", "Go on after a pause") { Fleet }.Doing(ResumeAsync),
        new Command("approve", "Let it pass the next approval point") { Fleet }.Doing(ApproveAsync),
        new Command("cancel", "End it: begin no new slot, finish or undo what was begun") { Fleet, Reason }
            .Doing(CancelAsync),
        new Command("rollback", "Move the fleet back to the last image that was healthy in it") { Fleet, Reason }
            .Doing(RollBackAsync),
    };

    private static async Task<int> ListAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var sheet = new Sheet("fleet", "rotation", "state", "image", "slots", "failed");
        var all = new List<RotationStateAnswer>();
        foreach (var fleet in await rooms.Fleets.ListFleetsAsync(cancellationToken))
        {
            var history = await rooms.RotationControls.HistoryAsync(fleet, cancellationToken);
            var state = RotationStateAnswer.Of(fleet, history, rollbackFor: null);
            all.Add(state);
            sheet.Add(
                fleet.Value, state.Rotation ?? "", state.State, state.Image ?? "", $"{state.Slots}",
                $"{state.FailedLaunches}");
        }

        session.Screen.ShowOr(sheet, "no fleet runs here: imageforge fleet launch <schedule>");
        session.Screen.Answer(new RotationListAnswer([.. all]), AnswerJson.Readable.RotationListAnswer);
        return 0;
    }

    private static async Task<int> ShowAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var fleet = await KnownFleet.FindAsync(rooms, parsed.GetRequiredValue(Fleet), cancellationToken);
        var policy = rooms.Definitions.ReadSchedule(fleet.Value);
        var history = await rooms.RotationControls.HistoryAsync(fleet, cancellationToken);
        var state = RotationStateAnswer.Of(fleet, history, policy.RollbackFor);
        session.Screen.Heading($"fleet {fleet}: {state.State}");
        if (history is { Rotation: not null, Target: { } target })
        {
            Say(session.Screen, state);
            if (history.IsUnderWay)
            {
                var pass = await rooms.Rotations.LookAsync(policy, cancellationToken);
                session.Screen.Show(FleetSheet.Of(pass.Snapshot, target));
                foreach (var hold in pass.Plan.Holds)
                {
                    session.Screen.Line($"  holds {RotationView.Words(hold)}");
                }

                state = state with { Plan = PlanAnswer.Of(pass.Plan) };
            }
        }

        session.Screen.Answer(state, AnswerJson.Readable.RotationStateAnswer);
        return 0;
    }

    private static void Say(Screen screen, RotationStateAnswer state)
    {
        screen.Line($"  {state.Rotation} to {state.Image}, begun {state.StartedAt:yyyy-MM-dd HH:mm:ss} UTC");
        screen.Line($"  reason: {state.Reason}");
        if (state.Words.Length > 0)
        {
            screen.Line($"  said by {state.Words}");
        }

        if (state.FinishedAt is { } finished)
        {
            screen.Line($"  ended {finished:yyyy-MM-dd HH:mm:ss} UTC: {state.FinishReason}");
        }

        screen.Line(
            $"  {state.Slots} slots begun, {state.FailedLaunches} launches failed; checkpoints reached: "
            + $"{string.Join(", ", state.CheckpointsReached.DefaultIfEmpty())}");
        if (state.RollbackTo is { } image)
        {
            var until = state.RollbackUntil is { } end ? $" until {end:yyyy-MM-dd HH:mm:ss} UTC" : "";
            screen.Line($"  a rollback goes to {image}{until}: imageforge rotation rollback {state.Fleet}");
        }
    }

    private static Task<int> PauseAsync(Session session, ParseResult parsed, CancellationToken cancellationToken) =>
        SayAsync(
            session, parsed, "paused: no new slot begins",
            (controls, policy) => controls.PauseAsync(
                policy.Fleet, Environment.UserName, parsed.GetRequiredValue(Reason), cancellationToken),
            cancellationToken);

    private static Task<int> ResumeAsync(Session session, ParseResult parsed, CancellationToken cancellationToken) =>
        SayAsync(
            session, parsed, $"resumed: it goes on where it is driven, else {Drive}",
            (controls, policy) => controls.ResumeAsync(policy.Fleet, Environment.UserName, cancellationToken),
            cancellationToken);

    private static Task<int> ApproveAsync(Session session, ParseResult parsed, CancellationToken cancellationToken) =>
        SayAsync(
            session, parsed, $"approved: it goes on where it is driven, else {Drive}",
            (controls, policy) => controls.ApproveAsync(policy, Environment.UserName, cancellationToken),
            cancellationToken);

    private static Task<int> CancelAsync(Session session, ParseResult parsed, CancellationToken cancellationToken) =>
        SayAsync(
            session, parsed, $"cancelled: what was begun is finished or undone where it is driven, else {Drive}",
            (controls, policy) => controls.CancelAsync(
                policy.Fleet, Environment.UserName, parsed.GetRequiredValue(Reason), cancellationToken),
            cancellationToken);

    private static async Task<int> SayAsync(
        Session session, ParseResult parsed, string done, Func<RotationControls, RotationPolicy, Task> say,
        CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var fleet = await KnownFleet.FindAsync(rooms, parsed.GetRequiredValue(Fleet), cancellationToken);
        var policy = rooms.Definitions.ReadSchedule(fleet.Value);
        await say(rooms.RotationControls, policy);
        var history = await rooms.RotationControls.HistoryAsync(fleet, cancellationToken);
        session.Screen.Line($"rotation {history.Rotation} of fleet {fleet} is {done}");
        session.Screen.Answer(
            RotationStateAnswer.Of(fleet, history, policy.RollbackFor), AnswerJson.Readable.RotationStateAnswer);
        return 0;
    }

    private static async Task<int> RollBackAsync(
        Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var fleet = await KnownFleet.FindAsync(rooms, parsed.GetRequiredValue(Fleet), cancellationToken);
        var policy = rooms.Definitions.ReadSchedule(fleet.Value);
        session.Screen.Heading($"rolling fleet {fleet} back");
        var last = await RotationRun.WatchAsync(
            session.Screen, target: null,
            rooms.Rotations.RollBackAsync(policy, parsed.GetRequiredValue(Reason), cancellationToken));
        return await RotationRun.ShowEndAsync(session.Screen, rooms, policy, last, cancellationToken);
    }
}
