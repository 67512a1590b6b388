using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using ImageForge.Engine;

namespace ImageForge.Provider.Backends.Service;

/// <summary>Fleets that a service rotates.</summary>
internal sealed class ServiceFleets(ServiceClient client) : IFleets
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    // Looks in a row at a rotation that only a person or a far window lets go on: one may be of the moment between.
    private const int HeldLooks = 3;

    // A rotation of a great fleet with checkpoints takes days; customTimeouts ends the wait sooner.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public async Task<ScheduleState> ReadScheduleAsync(FleetOrder order, CancellationToken cancellationToken)
    {
        var schedule = await ScheduleAsync(order.Schedule, cancellationToken);
        var reference = order.Image ?? $"{schedule["inForce"]!["image"]}:{schedule["inForce"]!["channel"]}";
        return new ScheduleState((string)schedule["digest"]!, await VersionAsync(reference, cancellationToken));
    }

    public async Task<ImmutableArray<string>> PlanAsync(FleetOrder order, CancellationToken cancellationToken)
    {
        try
        {
            var plan = await client.PostAsync($"{PathOf(order.Schedule)}/plan", ToOf(order), cancellationToken);
            return
            [
                $"fleet {order.Schedule} onto {plan["target"]}: {plan["toGo"]} to go, {plan["onTarget"]} of "
                    + $"{plan["desired"]} on it, {plan["available"]} available, {plan["total"]} in all; floor "
                    + $"{plan["floor"]}, ceiling {plan["ceiling"]}, {plan["batch"]} at once, "
                    + $"{plan["failuresTolerated"]} failed launches tolerated",
                $"expected {TimeSpan.FromSeconds(Math.Round((double)plan["expectedSeconds"]!)):hh\\:mm\\:ss}: "
                    + $"{plan["expected"]}",
                .. plan["holds"]!.AsArray().Select(hold => $"would wait: {WordsOf(hold!)}"),
            ];
        }
        catch (ForgeException exception) when (exception.Error == ForgeError.NotFound)
        {
            return
            [
                $"fleet {order.Schedule} would be launched or rotated once its image is built: {exception.Message}",
            ];
        }
    }

    public async Task<FleetEnd> RunAsync(
        FleetOrder order, string reason, Action<string> progress, CancellationToken cancellationToken)
    {
        const int ReasonMax = 500;
        var request = ToOf(order);
        request["reason"] = reason.Length > ReasonMax ? reason[..ReasonMax] : reason;
        var begun = await client.PostAsync($"{PathOf(order.Schedule)}/rotations", request, cancellationToken);
        var rotation = (string?)begun["rotation"] ?? "";
        progress($"rotation {rotation} to {begun["target"]} has begun");
        var hold = order.Waits ? await FollowAsync(order.Schedule, rotation, progress, cancellationToken) : null;
        return new FleetEnd(
            await FindAsync(order.Schedule, null, cancellationToken) ?? throw new ForgeException(
                ForgeError.NotFound, $"fleet {order.Schedule} is gone again", "somebody removed it"),
            hold);
    }

    public async Task<FleetState?> FindAsync(string fleet, string? target, CancellationToken cancellationToken)
    {
        try
        {
            return await client.FindAsync(PathOf(fleet), cancellationToken) is { } answer
                ? await StateAsync(fleet, answer, cancellationToken)
                : null;
        }
        catch (ForgeException exception) when (exception.Error == ForgeError.NotFound)
        {
            // It went between two questions.
            return null;
        }
    }

    public async Task<string> RemoveAsync(string fleet, string? target, CancellationToken cancellationToken)
    {
        if (await client.FindAsync(PathOf(fleet), cancellationToken) is null)
        {
            return $"fleet {fleet} is gone already";
        }

        var job = await client.PostAsync(
            $"{PathOf(fleet)}/remove", new JsonObject { ["reason"] = "its resource was removed from the stack" },
            cancellationToken);
        await ServiceJob.FollowAsync(client, (string)job["job"]!, _ => { }, cancellationToken);
        return $"fleet {fleet} is gone";
    }

    private async Task<FleetState> StateAsync(string fleet, JsonObject answer, CancellationToken cancellationToken)
    {
        var numbers = answer["numbers"]!;
        var rotation = await client.FindAsync($"{PathOf(fleet)}/rotation", cancellationToken);
        var total = (int)numbers["total"]!;
        var version = (string?)rotation?["target"] ?? (string?)answer["target"] ?? "";
        var risks = await RisksAsync(fleet, cancellationToken);
        return new FleetState(
            fleet, version, (int?)numbers["desired"] ?? total, (int?)numbers["available"] ?? 0, total,
            await OnAsync(fleet, version, cancellationToken),
            total == 0 ? 0 : 100 * (int)numbers["sensorsHealthy"]! / total,
            (long)((double?)numbers["oldestAgeSeconds"] ?? 0), "", (string?)rotation?["rotation"] ?? "",
            (string?)rotation?["state"] ?? "none",
            (string?)rotation?["reason"] ?? "")
        {
            Risks = risks,
        };
    }

    // Null: it is complete. The service drives it; this only looks.
    private async Task<string?> FollowAsync(
        string fleet, string rotation, Action<string> progress, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        var held = 0;
        while (true)
        {
            var now = await client.GetAsync($"{PathOf(fleet)}/rotation", limit.Token);
            var state = (string)now["state"]!;
            if (now["endedAt"] is not null)
            {
                return state == "complete" && (string?)now["rotation"] == rotation
                    ? null
                    : $"{now["rotation"]} is {state}: {now["endReason"]}";
            }

            var plan = await client.FindAsync($"{PathOf(fleet)}/plan", limit.Token);
            if (plan is not null)
            {
                progress($"{plan["onTarget"]} of {plan["desired"]} on {plan["target"]}, {plan["available"]} available "
                    + $"(floor {plan["floor"]})");
            }

            held = plan is not null && IsHeld(plan) ? held + 1 : 0;
            if (held >= HeldLooks)
            {
                var holds = plan!["holds"]!.AsArray().Select(hold => WordsOf(hold!)).Distinct();
                return $"held: {string.Join("; ", holds)}";
            }

            await Task.Delay(Pause, limit.Token);
        }
    }

    // As a run on this machine has it: nothing is under way, and only a person or a far window lets it go on.
    private static bool IsHeld(JsonObject plan)
    {
        var soon = TimeSpan.FromMinutes(5);
        var waits = plan["holds"]!.AsArray()
            .Where(hold => (string?)hold!["reason"] is "Window" or "Approval" or "Paused").ToList();
        return waits.Count > 0 && plan["commands"]!.AsArray().Count == 0 && (int)plan["inFlight"]! == 0
            && waits.TrueForAll(hold => hold!["nextEligibleAt"] is not { } next
                || (DateTimeOffset)next - DateTimeOffset.UtcNow > soon);
    }

    private static string WordsOf(JsonNode hold)
    {
        var next = hold["nextEligibleAt"] is { } at
            ? ", next eligible " + ((DateTimeOffset)at).UtcDateTime.ToString(
                "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC"
            : ", until a person or an event changes it";
        return $"{hold["instance"] ?? "fleet"}: {hold["reason"]}, {hold["detail"]}{next}";
    }

    private async Task<int> OnAsync(string fleet, string version, CancellationToken cancellationToken)
    {
        var count = 0;
        for (string? path = $"{PathOf(fleet)}/instances?limit=500"; path is not null;)
        {
            var page = await client.GetAsync(path, cancellationToken);
            count += page["instances"]!.AsArray().Count(instance => (string?)instance!["image"] == version);
            path = (string?)page["next"];
        }

        return count;
    }

    private async Task<(int Open, int Accepted, int Mitigating, int Late)> RisksAsync(
        string fleet, CancellationToken cancellationToken)
    {
        var (open, accepted, mitigating, late) = (0, 0, 0, 0);
        for (string? path = $"/v1/risks?fleet={Uri.EscapeDataString(fleet)}&limit=500"; path is not null;)
        {
            var page = await client.GetAsync(path, cancellationToken);
            foreach (var risk in page["risks"]!.AsArray())
            {
                _ = (string?)risk!["state"] switch
                {
                    "Open" => open++,
                    "Accepted" => accepted++,
                    "Mitigating" => mitigating++,
                    _ => 0,
                };
                late += (bool?)risk["isLate"] == true ? 1 : 0;
            }

            path = (string?)page["next"];
        }

        return (open, accepted, mitigating, late);
    }

    private async Task<string?> VersionAsync(string reference, CancellationToken cancellationToken)
    {
        if (reference.Contains('@'))
        {
            return reference;
        }

        return await ServiceChannels.NameAsync(client, reference, cancellationToken);
    }

    private async Task<JsonObject> ScheduleAsync(string fleet, CancellationToken cancellationToken)
    {
        JsonObject? found = null;
        for (string? path = "/v1/schedules?limit=500"; path is not null && found is null;)
        {
            var page = await client.GetAsync(path, cancellationToken);
            found = page["schedules"]!.AsArray().OfType<JsonObject>()
                .FirstOrDefault(line => (string?)line["fleet"] == fleet);
            path = (string?)page["next"];
        }

        return found switch
        {
            null => throw new ForgeException(
                ForgeError.NotFound, $"the service at {client.Endpoint} has no schedule {fleet}",
                "write schedules/<fleet>.yaml among its definitions"),
            { } line when line["fault"] is { } fault => throw new ForgeException(
                ForgeError.InvalidDefinition, $"{fault}", "mend the file among the service's definitions"),
            _ => found,
        };
    }

    private static JsonObject ToOf(FleetOrder order) =>
        order.Image is null ? [] : new JsonObject { ["to"] = order.Image };

    private static string PathOf(string fleet) => $"/v1/fleets/{Uri.EscapeDataString(fleet)}";
}
