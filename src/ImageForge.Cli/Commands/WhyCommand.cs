using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Core.Fleets;
using ImageForge.Engine;
using ImageForge.Targets;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge why &lt;instance&gt;</c>: what an instance waits for, and until when.</summary>
internal static class WhyCommand
{
    private static readonly Argument<string> Instance = new("instance")
    {
        Description = "An instance, as `imageforge fleet show` names it",
    };

    public static Command Create() =>
        new Command("why", "Why an instance is as it is, what blocks it, and when that may change")
    {
        Instance,
    }.Doing(RunAsync);

    private static async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        using var rooms = session.Rooms();
        var instance = new InstanceId(parsed.GetRequiredValue(Instance));
        var fleet = await FleetOfAsync(rooms, instance, cancellationToken);
        var policy = rooms.Definitions.ReadSchedule(fleet.Value);
        var explanation = await rooms.Rotations.WhyAsync(policy, instance, cancellationToken);
        foreach (var sentence in explanation.Sentences)
        {
            session.Screen.Line(sentence);
        }

        session.Screen.Answer(
            new WhyAnswer(
                InstanceAnswer.Of(explanation.View), $"{explanation.Target}", explanation.Availability.State.ToString(),
                explanation.Next?.GetType().Name, [.. explanation.Holds.Select(HoldAnswer.Of)],
                explanation.NextEligibleAt,
                explanation.Sentences),
            AnswerJson.Readable.WhyAnswer);
        return 0;
    }

    private static async Task<FleetName> FleetOfAsync(
        Rooms rooms, InstanceId instance, CancellationToken cancellationToken)
    {
        var known = new List<InstanceId>();
        foreach (var fleet in await rooms.Fleets.ListFleetsAsync(cancellationToken))
        {
            var snapshot = await rooms.LookAsync(fleet, cancellationToken);
            known.AddRange(snapshot.Instances.Select(view => view.Id));
            if (known.Contains(instance))
            {
                return fleet;
            }
        }

        throw new ForgeException(
            ForgeError.NotFound, $"there is no instance {instance} {rooms.Place}",
            known.Count > 0
                ? $"there is {string.Join(", ", known)}"
                : "no fleet runs here: `imageforge fleet launch <schedule>` starts one");
    }
}
