using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Overview;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Images;
using ImageForge.Engine.Rotations;
using ImageForge.Targets;

namespace ImageForge.Provider.Backends.Local;

/// <summary>Fleets that this process rotates, on this machine or in a simulated cloud.</summary>
internal sealed class LocalFleets(LocalBackend backend) : IFleets
{
    public async Task<ScheduleState> ReadScheduleAsync(FleetOrder order, CancellationToken cancellationToken)
    {
        var policy = PolicyOf(order);
        var digest = backend.Reader.DigestOfSchedule(order.Schedule).Hex;
        try
        {
            return new ScheduleState(
                digest,
                backend.IsThere
                    ? (await TryArtifactAsync(backend.Rooms(order.Target), order, policy, cancellationToken))
                        ?.Id.ToString()
                    : null);
        }
        catch (ForgeException exception) when (exception.Error == ForgeError.External)
        {
            // Whether a program is right, and what it changes, is said also while its cloud is away.
            return new ScheduleState(digest, Version: null);
        }
    }

    public async Task<ImmutableArray<string>> PlanAsync(FleetOrder order, CancellationToken cancellationToken)
    {
        var policy = PolicyOf(order);
        var limits = CapacityLimits.Of(policy);
        var numbers = $"desired {limits.Desired}, floor {limits.Floor}, ceiling {limits.Ceiling}, "
            + $"{limits.Batch} at once, {limits.FailuresTolerated} failed launches tolerated";
        if (!backend.IsThere)
        {
            return [$"fleet {policy.Fleet} would be launched: {numbers}"];
        }

        var rooms = backend.Rooms(order.Target);
        if (await TryArtifactAsync(rooms, order, policy, cancellationToken) is not { } artifact)
        {
            return [$"fleet {policy.Fleet} would be launched or rotated once its image is built: {numbers}"];
        }

        var pass = await rooms.Rotations.PreviewAsync(policy, artifact, cancellationToken);
        var count = pass.Plan.Count;
        var estimate = RotationEstimate.Of(pass.Plan, policy, pass.History);
        return
        [
            $"fleet {policy.Fleet} onto {artifact.Id}: {count.ToGo} to go, {count.OnTarget} of {limits.Desired} on it, "
                + $"{count.Available} available, {count.Total} in all; {numbers}",
            $"expected {estimate.Expected:hh\\:mm\\:ss}: {estimate.Arithmetic}",
            .. pass.Plan.Holds.Select(hold => $"would wait: {FleetWords.Of(hold)}"),
        ];
    }

    public async Task<FleetEnd> RunAsync(
        FleetOrder order, string reason, Action<string> progress, CancellationToken cancellationToken)
    {
        var policy = PolicyOf(order);
        var rooms = backend.Rooms(order.Target);
        var artifact = await rooms.Images.FindAsync(order.Image ?? ReferenceOf(policy), cancellationToken);
        if (!order.Waits)
        {
            var rotation = await rooms.Rotations.StartAsync(policy, artifact, reason, cancellationToken);
            progress($"rotation {rotation} to {artifact.Id} has begun");
            return new FleetEnd(await StateAsync(rooms, policy.Fleet, policy, cancellationToken), Hold: null);
        }

        RotationPass? last = null;
        await foreach (var pass in rooms.Rotations.RunAsync(policy, artifact, reason, cancellationToken))
        {
            last = pass;
            progress(FleetWords.Of(pass));
        }

        var state = await StateAsync(rooms, policy.Fleet, policy, cancellationToken);
        return new FleetEnd(state, last?.End == PassEnd.Complete ? null : FleetWords.Hold(last));
    }

    public async Task<FleetState?> FindAsync(string fleet, string? target, CancellationToken cancellationToken)
    {
        if (!backend.IsThere)
        {
            return null;
        }

        var rooms = backend.Rooms(target);
        var name = new FleetName(fleet);
        var there = await rooms.Fleets.ListFleetsAsync(cancellationToken);
        return there.Contains(name) ? await StateAsync(rooms, name, policy: null, cancellationToken) : null;
    }

    public async Task<string> RemoveAsync(string fleet, string? target, CancellationToken cancellationToken)
    {
        if (!backend.IsThere)
        {
            return $"fleet {fleet} is gone already";
        }

        var rooms = backend.Rooms(target);
        var name = new FleetName(fleet);
        if (!(await rooms.Fleets.ListFleetsAsync(cancellationToken)).Contains(name))
        {
            return $"fleet {fleet} is gone already";
        }

        var terminated = await rooms.Rotations.DestroyAsync(name, cancellationToken);
        return $"fleet {fleet} is gone; {terminated} instances terminated";
    }

    private RotationPolicy PolicyOf(FleetOrder order)
    {
        var policy = backend.Reader.ReadSchedule(order.Schedule);
        return order.Desired is { } desired ? policy with { Desired = desired } : policy;
    }

    private static string ReferenceOf(RotationPolicy policy) =>
        ImageCatalog.ReferenceOf(policy.Image, policy.Channel);

    private static async Task<ImageArtifact?> TryArtifactAsync(
        Rooms rooms, FleetOrder order, RotationPolicy policy, CancellationToken cancellationToken)
    {
        try
        {
            return await rooms.Images.FindAsync(order.Image ?? ReferenceOf(policy), cancellationToken);
        }
        catch (ForgeException exception) when (exception.Error is ForgeError.NotFound or ForgeError.Integrity)
        {
            return null;
        }
    }

    private async Task<FleetState> StateAsync(
        Rooms rooms, FleetName fleet, RotationPolicy? policy, CancellationToken cancellationToken)
    {
        var book = new ScheduleBook(backend.Reader);
        book.Refresh();
        var known = await rooms.NewFleetReader(book).KnownAsync(fleet, cancellationToken);
        var sight = await rooms.Rotations.SeeAsync(
            known with { Runs = true, Policy = policy ?? known.Policy }, cancellationToken);
        var now = DateTimeOffset.UtcNow;
        var overview = FleetOverview.Of(
            sight with { Risks = await rooms.Risks.ListAsync(cancellationToken) }, now);
        var target = sight.History.Target ?? sight.Current;
        var endpoint = await rooms.Fleets.EndpointAsync(fleet, cancellationToken);
        return new FleetState(
            fleet.Value, target?.ToString() ?? "", overview.Desired, overview.Available, overview.Total,
            overview.Instances.Count(instance => instance.View.Image == target),
            overview.Sensors.Total == 0 ? 0 : 100 * overview.Sensors.Reporting / overview.Sensors.Total,
            (long)(overview.Ages.Oldest ?? TimeSpan.Zero).TotalSeconds, endpoint?.ToString() ?? "",
            sight.History.Rotation?.Value ?? "", FleetWords.StateOf(sight.History), sight.History.StartReason)
        {
            Risks = (overview.Risks.Open, overview.Risks.Accepted, overview.Risks.Mitigating, overview.Risks.Late),
        };
    }
}
