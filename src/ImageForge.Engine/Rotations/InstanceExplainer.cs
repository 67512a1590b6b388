using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Rotations;

/// <summary>Puts a plan into words for one instance. Decides nothing.</summary>
internal static class InstanceExplainer
{
    public static InstanceExplanation Explain(
        InstanceView view, ArtifactId target, RotationPlan plan, RotationHistory history, RotationPolicy policy,
        DateTimeOffset now)
    {
        var availability = Availability.Of(view, history.Of(view.Id), policy.InstanceWarmup, now);
        var next = plan.Commands.FirstOrDefault(command => command.Instance == view.Id);
        ImmutableArray<Hold> holds = [.. plan.Holds.Where(hold => hold.Instance == view.Id || hold.Instance is null)];
        var since = SinceWhen(availability, history.Of(view.Id), policy);
        return new InstanceExplanation
        {
            View = view,
            Target = target,
            Age = now - view.LaunchedAt,
            Availability = availability,
            Since = since,
            Next = next,
            Holds = holds,
            Sentences =
            [
                Image(view, target, now), Health(view, now), Standing(availability, since),
                .. Mark(view, target, history.Of(view.Id)),
                .. Future(view, target, next, holds, availability),
            ],
        };
    }

    private static DateTimeOffset? SinceWhen(Availability availability, InstanceRecord record, RotationPolicy policy) =>
        availability.IsAvailable ? record.InServiceSince + policy.InstanceWarmup : record.SickSince;

    private static string Image(InstanceView view, ArtifactId target, DateTimeOffset now)
    {
        var image = view.Image == target ? "the image of the fleet" : $"not {target}, which the fleet goes to";
        return $"{view.Id} runs {view.Image}, {image}. "
            + $"It was launched {Ago(now - view.LaunchedAt)}, at {view.LaunchedAt:yyyy-MM-dd HH:mm:ss} UTC.";
    }

    private static string Health(InstanceView view, DateTimeOffset now)
    {
        var process = view.Running ? "running" : "not running";
        var beat = view.LastBeatAt is { } last ? $"last beat {Ago(now - last)}" : "no beat yet";
        return $"It is {process} and {Words(view.Service)}; application {Words(view.App)}; "
            + $"sensor {Words(view.Sensor)}, {beat}.";
    }

    private static string Standing(Availability availability, DateTimeOffset? since)
    {
        var from = since is { } moment ? $" since {moment:HH:mm:ss} UTC" : "";
        return availability.IsAvailable
            ? $"It counts as available{from}."
            : $"It does not count as available{from}: {availability.Detail}.";
    }

    private static IEnumerable<string> Mark(InstanceView view, ArtifactId target, InstanceRecord record)
    {
        if (record.Mark is { } mark)
        {
            var stays = record.MarkAgainst(view.Image, target) is null
                ? $" {target} has it too: it goes once the fleet goes to an image without it"
                : "";
            yield return $"It should go, {mark.Reason}: {mark.Detail}.{stays}";
        }
    }

    private static IEnumerable<string> Future(
        InstanceView view, ArtifactId target, RotationCommand? next, ImmutableArray<Hold> holds,
        Availability availability)
    {
        if (next is not null)
        {
            yield return $"A pass now would {next.GetType().Name.ToLowerInvariant()} it: {next.Reason}.";
        }

        foreach (var hold in holds)
        {
            var subject = hold.Instance is null ? "The whole fleet is held" : "It is held";
            var until = hold.NextEligibleAt is { } at
                ? $"next eligible at {at:HH:mm:ss} UTC"
                : "only an event or a person changes that";
            yield return $"{subject} by {hold.Reason}: {hold.Detail}; {until}.";
        }

        if (next is null && holds.IsEmpty)
        {
            yield return view.Image == target && availability.IsAvailable
                ? "Nothing is to be done with it."
                : "Nothing is to be done with it until something else changes.";
        }
    }

    private static string Words(HealthView health) => $"{health.State} ({health.Detail})".ToLowerInvariant();

    private static string Words(ServiceState service) => service switch
    {
        ServiceState.Unregistered => "unknown to the load balancer",
        ServiceState.Registered => "checked by the load balancer, without traffic",
        ServiceState.InService => "in service",
        ServiceState.Draining => "draining: no new requests, some are still running",
        ServiceState.Drained => "drained: no requests",
        _ => throw new System.Diagnostics.UnreachableException($"no words for {service}"),
    };

    private static string Ago(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => $"{span.TotalDays:0} days ago",
        { TotalHours: >= 2 } => $"{span.TotalHours:0} hours ago",
        { TotalMinutes: >= 2 } => $"{span.TotalMinutes:0} minutes ago",
        _ => $"{Math.Max(0, span.TotalSeconds):0} s ago",
    };
}
