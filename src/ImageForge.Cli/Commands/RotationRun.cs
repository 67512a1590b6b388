using ImageForge.Cli.Output;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Rotations;
using ImageForge.Targets;

namespace ImageForge.Cli.Commands;

/// <summary>Follows a rotation to its end on the screen; launching a fleet is one too.</summary>
internal static class RotationRun
{
    /// <summary>Shows every pass and returns the last.</summary>
    public static async Task<RotationPass?> WatchAsync(
        Screen screen, ArtifactId? target, IAsyncEnumerable<RotationPass> passes)
    {
        var view = new RotationView(screen, target);
        return await screen.WatchAsync(view.Draw, FollowAsync());

        async Task<RotationPass?> FollowAsync()
        {
            RotationPass? last = null;
            await foreach (var pass in passes)
            {
                last = pass;
                view.Show(pass);
            }

            return last;
        }
    }

    /// <returns>0 where the fleet is as wanted, else <see cref="ForgeError.RotationHeld"/>.</returns>
    public static async Task<int> ShowEndAsync(
        Screen screen, Rooms rooms, RotationPolicy policy, RotationPass? last, CancellationToken cancellationToken)
    {
        var snapshot = await rooms.LookAsync(policy.Fleet, cancellationToken);
        var endpoint = await rooms.Fleets.EndpointAsync(policy.Fleet, cancellationToken);
        var complete = last?.End == PassEnd.Complete;
        screen.Heading(
            $"fleet {policy.Fleet}: {(complete ? "complete" : $"{last?.End}".ToLowerInvariant())}, {last?.EndReason}");
        screen.Show(FleetSheet.Of(snapshot, last?.History.Target));
        screen.Line($"  {endpoint?.ToString() ?? "its load balancer is down"}");
        if (!complete)
        {
            screen.Line("  nothing more is done by itself; see:");
            foreach (var hold in last?.Plan.Holds ?? [])
            {
                screen.Line($"    {RotationView.Words(hold)}");
            }
        }

        screen.Answer(
            new RotationAnswer(
                $"{last?.End}", last?.EndReason ?? "", PlanAnswer.Of(last?.Plan), FleetAnswer.Of(snapshot, endpoint)),
            AnswerJson.Readable.RotationAnswer);
        return complete ? 0 : (int)ForgeError.RotationHeld;
    }
}
