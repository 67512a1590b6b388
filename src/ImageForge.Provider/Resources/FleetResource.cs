using System.Collections.Immutable;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Provider.Backends;
using ImageForge.Provider.Protocol;
using ImageForge.Provider.Shapes;
using ImageForge.Provider.Values;

namespace ImageForge.Provider.Resources;

/// <summary>
/// A fleet. Its id is its name; what it does is a rotation, which can be taken up again by whoever comes next.
/// </summary>
internal sealed class FleetResource : IResource
{
    public ResourceShape Shape => Catalog.Fleet;

    public bool HasFixedName => true;

    public bool Ignores(string input, IBackend backend) =>
        input == "waitFor" || (input == "target" && backend.Target is null);

    public async Task<(PropertyMap Inputs, ImmutableArray<InputFailure> Failures)> CheckAsync(
        PropertyMap inputs, IBackend backend, CancellationToken cancellationToken)
    {
        var (checkedInputs, failures) = TargetRule.Check(inputs, backend);
        if (backend.Target is null && inputs.ContainsKey("desired"))
        {
            failures = failures.Add(new InputFailure(
                "desired", "the service at endpoint goes by its schedule; write it there, or leave endpoint out"));
        }

        if (failures.IsEmpty && !inputs.IsUnknown("schedule"))
        {
            // Whether its image is there is asked when it is launched: a resource of the same program may build it.
            failures = await DefinitionRule.CheckAsync(
                "schedule", () => backend.Fleets.ReadScheduleAsync(
                    OrderOf(checkedInputs) with { Image = null }, cancellationToken));
        }

        return (checkedInputs, failures);
    }

    public async Task<ImmutableArray<PropertyChange>> DiffAsync(
        PropertyMap outputs, PropertyMap inputs, IBackend backend, CancellationToken cancellationToken)
    {
        if (inputs.IsUnknown("schedule") || inputs.Text("schedule") != outputs.Text("schedule"))
        {
            return [];
        }

        var changes = ImmutableArray.CreateBuilder<PropertyChange>();
        var schedule = await backend.Fleets.ReadScheduleAsync(OrderOf(inputs), cancellationToken);
        if (outputs.Text("scheduleDigest") != schedule.Digest)
        {
            changes.Add(PropertyChange.OfOutput("scheduleDigest"));
        }

        if (!inputs.IsUnknown("image") && schedule.Version is { } version && outputs.Text("version") != version)
        {
            changes.Add(PropertyChange.OfOutput("version"));
        }

        // As the last look saw it: somebody rotated it back, took instances away, or a run of ours did not end.
        if (outputs.Number("current") != outputs.Number("total")
            || outputs.Number("total") < outputs.Number("desired"))
        {
            changes.Add(PropertyChange.OfOutput("current"));
        }

        return changes.ToImmutable();
    }

    public async Task<(string Id, PropertyMap Outputs)> CreateAsync(ResourceCall call)
    {
        var order = OrderOf(call.Inputs);
        if (call.IsPreview)
        {
            return ("", await PreviewAsync(call, order));
        }

        await RequireOursAsync(call, order);
        return (order.Schedule, await RunAsync(call, order, order.Schedule));
    }

    public async Task<PropertyMap> UpdateAsync(ResourceCall call)
    {
        var order = OrderOf(call.Inputs);
        return call.IsPreview ? await PreviewAsync(call, order) : await RunAsync(call, order, call.Id);
    }

    public async Task<(string Id, PropertyMap Outputs, PropertyMap Inputs)?> ReadAsync(ResourceCall call)
    {
        if (await call.Backend.Fleets.FindAsync(call.Id, call.Target, call.Cancellation) is not { } fleet)
        {
            return null;
        }

        var inputs = call.Outputs.IsEmpty
            ? PropertyWire.Empty.With(
                ("schedule", PropertyValue.Of(fleet.Fleet)), ("waitFor", PropertyValue.Of("complete")))
            : call.Inputs;
        if (call.Target is { } target)
        {
            inputs = inputs.With(("target", PropertyValue.Of(target)));
        }

        var digest = call.Outputs.Text("scheduleDigest");
        if (call.Outputs.IsEmpty)
        {
            digest = (await call.Backend.Fleets.ReadScheduleAsync(OrderOf(inputs), call.Cancellation)).Digest;
        }

        return (call.Id, OutputsOf(inputs, fleet, digest ?? ""), inputs);
    }

    public async Task DeleteAsync(ResourceCall call) =>
        call.Log.Info(await call.Backend.Fleets.RemoveAsync(call.Id, call.Target, call.Cancellation));

    private static FleetOrder OrderOf(PropertyMap inputs) => new(
        inputs.Text("schedule") ?? "", inputs.Text("image"), (int?)inputs.Number("desired"), inputs.Text("target"),
        inputs.Text("waitFor") != "started");

    private static async Task<PropertyMap> PreviewAsync(ResourceCall call, FleetOrder order)
    {
        var unknown = Catalog.Fleet.Outputs
            .Select(output => (output.Name, call.Inputs.GetValueOrDefault(output.Name) ?? PropertyValue.NotYet));
        var outputs = call.Inputs.With([.. unknown]);
        if (call.Inputs.IsUnknown("schedule") || call.Inputs.IsUnknown("desired"))
        {
            return outputs;
        }

        var isBuiltFirst = call.Inputs.IsUnknown("image");
        if (isBuiltFirst)
        {
            call.Log.Info($"fleet {order.Schedule} goes onto an image that this run builds first; as it is now:");
        }

        foreach (var line in await call.Backend.Fleets.PlanAsync(order, call.Cancellation))
        {
            call.Log.Info(line);
        }

        return outputs.With(("fleet", PropertyValue.Of(order.Schedule)));
    }

    // A fleet that somebody launched is not taken over in silence, and least of all the one that this resource
    // replaces.
    private static async Task RequireOursAsync(ResourceCall call, FleetOrder order)
    {
        if (await call.Backend.Fleets.FindAsync(order.Schedule, order.Target, call.Cancellation) is not
            { Total: > 0 } fleet)
        {
            return;
        }

        if (call.Session.Knows(order.Schedule))
        {
            throw new ForgeException(
                ForgeError.InUse,
                $"fleet {order.Schedule} is the one that would be replaced, and there can be only one",
                "leave out deleteBeforeReplace: false");
        }

        if (!fleet.RotationReason.Contains(call.Urn, StringComparison.Ordinal))
        {
            throw new ForgeException(
                ForgeError.InUse, $"fleet {order.Schedule} is there already, with {fleet.Total} instances, and not by "
                    + "this resource",
                $"take it over: `pulumi import {Catalog.Fleet.Token} <name> {order.Schedule}`");
        }

        call.Log.Info($"fleet {order.Schedule} was begun by an earlier run of this resource, and is gone on with");
    }

    private static async Task<PropertyMap> RunAsync(ResourceCall call, FleetOrder order, string id)
    {
        var digest = (await call.Backend.Fleets.ReadScheduleAsync(order, call.Cancellation)).Digest;
        FleetEnd end;
        try
        {
            end = await call.Backend.Fleets.RunAsync(
                order, $"pulumi up: {call.Urn}", call.Log.Status, call.Cancellation);
        }
        catch (Exception exception) when (IsHalfDone(exception, call))
        {
            // Instances may run by now: under its id nothing of them is lost.
            throw new InitFailedException(id, await SeenAsync(call, order, digest), Reason(exception, call));
        }

        var outputs = OutputsOf(call.Inputs, end.State, digest);
        if (end.Hold is { } hold)
        {
            throw new InitFailedException(id, outputs, $"fleet {order.Schedule} is not as ordered yet: {hold}");
        }

        call.Log.Info(
            $"fleet {order.Schedule}: {end.State.Current} of {end.State.Desired} on {end.State.Version}, rotation "
                + $"{end.State.RotationState}");
        if (!order.Waits && call.Backend.Target is not null && end.State.RotationState == "under way")
        {
            call.Log.Warn(
                $"nobody waits for it: `imageforge serve` or `imageforge rotate {order.Schedule}` goes on with it");
        }

        return outputs;
    }

    private static bool IsHalfDone(Exception exception, ResourceCall call) =>
        call.Cancellation.IsCancellationRequested
        || exception is TargetException or ForgeException { Error: ForgeError.External or ForgeError.Environment };

    private static string Reason(Exception exception, ResourceCall call) =>
        call.Session.Stopping.IsCancellationRequested
            ? "stopped before its end; instances that run go on running, and the next `pulumi up` goes on"
            : exception is OperationCanceledException
                ? "the time limit is over; instances that run go on running, and the next `pulumi up` goes on: "
                    + "customTimeouts gives it more"
                : exception is ForgeException forge ? RpcFaults.Words(forge) : exception.Message;

    // One more look, though the call has ended: what is there has to be said.
    private static async Task<PropertyMap> SeenAsync(ResourceCall call, FleetOrder order, string digest)
    {
        var lookMax = TimeSpan.FromSeconds(3);
        using var look = new CancellationTokenSource(lookMax);
        try
        {
            return await call.Backend.Fleets.FindAsync(order.Schedule, order.Target, look.Token) is { } fleet
                ? OutputsOf(call.Inputs, fleet, digest)
                : call.Inputs.With(("fleet", PropertyValue.Of(order.Schedule)));
        }
        catch (Exception exception) when (exception is ForgeException or TargetException or OperationCanceledException
            or DefinitionException)
        {
            return call.Inputs.With(("fleet", PropertyValue.Of(order.Schedule)));
        }
    }

    private static PropertyMap OutputsOf(PropertyMap inputs, FleetState fleet, string digest) =>
        inputs.With(Facts.Of(fleet).Select(fact => (fact.Key, fact.Value)))
            .With(("fleet", PropertyValue.Of(fleet.Fleet)), ("scheduleDigest", PropertyValue.Of(digest)));
}
