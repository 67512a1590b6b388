using ImageForge.Engine.Access;

namespace ImageForge.Targets.Tests.Service.Api;

/// <summary>A rotation from its plan to its way back, by nothing but the interface.</summary>
public sealed class RotationApiTests
{
    private static readonly TimeSpan RotationMax = TimeSpan.FromMinutes(4);
    private const string Start = "v1/fleets/web/rotations";

    [Fact]
    public async Task A_rotation_is_planned_begun_once_paused_resumed_followed_and_rolled_back()
    {
        await using var stage = await ApiStage.StartAsync();
        var api = stage.Api;
        var plan = await api.PostAsync("v1/fleets/web/plan", "{}");
        Assert.True(plan.Status == 200, $"{plan}");
        Assert.Equal(("4", "6", "2", "4"), (plan["floor"], plan["ceiling"], plan["batch"], plan["toGo"]));
        Assert.Equal(0, await stage.CountAsync("rotation-started"));
        var tag = (await api.GetAsync("v1/fleets/web")).Json.GetProperty("version").GetInt64();

        var begun = await api.PostAsync(
            Start, """{"reason":"CHG-1"}""", Role.Operator, ("Idempotency-Key", "\"k1\""), ("If-Match", $"\"{tag}\""));
        Assert.True(begun.Status == 202, $"{begun}");
        Assert.Equal("CHG-1", begun["reason"]);
        Assert.StartsWith("token tests Operator (", begun["by"], StringComparison.Ordinal);
        Assert.Equal($"/v1/rotations/{begun["rotation"]}", begun.Headers["Location"]);
        Assert.False(begun.Headers.ContainsKey("Idempotent-Replayed"));

        // The version it was begun under is past: an old page's word is refused.
        var late = await api.PostAsync(
            "v1/fleets/web/rotation/cancel", """{"reason":"old page"}""", Role.Operator, ("If-Match", $"\"{tag}\""));
        Assert.Equal((412, "application/problem+json"), (late.Status, late.Media));
        var paused = await api.PostAsync("v1/fleets/web/rotation/pause", """{"reason":"lunch"}""");
        Assert.Equal((200, "paused"), (paused.Status, paused["state"]));
        Assert.EndsWith(": lunch", paused["words"], StringComparison.Ordinal);
        Assert.Equal(200, (await api.PostAsync("v1/fleets/web/rotation/resume", "")).Status);
        Assert.Equal(422, (await api.PostAsync("v1/fleets/web/rotation/resume", "")).Status);
        Assert.Equal(422, (await api.PostAsync("v1/fleets/web/rotation/approve", "", Role.Approver)).Status);

        var first = await api.FollowAsync(
            "v1/events?chain=fleet/web", line => line.StartsWith("id:", StringComparison.Ordinal),
            ("Last-Event-ID", "fleet/web:1"));
        Assert.Equal(["fleet/web:2"], first);
        await stage.RestartAsync();
        api = stage.Api;
        await EndAsync(stage, "complete");
        var known = await api.FollowAsync(
            "v1/events", line => line.Contains("rotation-finished", StringComparison.Ordinal),
            ("Last-Event-ID", "fleet/web:2"));
        Assert.Contains("fleet/web:3", known);
        Assert.Contains(known, id => id.StartsWith("audit:", StringComparison.Ordinal)
            || id.StartsWith("audit/", StringComparison.Ordinal));

        // Long after it: the same request is answered as it was, and begins nothing.
        var again = await api.PostAsync(
            Start, """{"reason":"CHG-1"}""", Role.Operator, ("Idempotency-Key", "\"k1\""), ("If-Match", $"\"{tag}\""));
        Assert.Equal((202, begun.Text, "true"), (again.Status, again.Text, again.Headers["Idempotent-Replayed"]));
        Assert.Equal(422, (await api.PostAsync(
            Start, """{"reason":"CHG-2"}""", Role.Operator, ("Idempotency-Key", "\"k1\""))).Status);
        Assert.Equal(1, await stage.CountAsync("rotation-started"));

        var back = await api.PostAsync("v1/fleets/web/rotation/rollback", """{"reason":"it is slow"}""");
        Assert.True(back.Status is 202 or 404, $"{back}");
        var rotations = (await api.GetAsync("v1/rotations?fleet=web")).Json.GetProperty("rotations");
        Assert.Equal(back.Status == 202 ? 2 : 1, rotations.GetArrayLength());
        Assert.Equal(200, (await api.GetAsync($"v1/rotations/{begun["rotation"]}")).Status);
        Assert.Empty(await stage.FaultsAsync());
    }

    [Fact]
    public async Task Twenty_of_the_same_at_once_begin_one_rotation()
    {
        await using var stage = await ApiStage.StartAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => stage.Api.PostAsync(
            Start, """{"reason":"storm"}""", Role.Operator, ("Idempotency-Key", "storm"))));
        Assert.All(replies, reply => Assert.True(reply.Status is 202 or 409, $"{reply}"));
        Assert.Single(replies.Where(reply => reply.Status == 202).Select(reply => reply["rotation"]).Distinct());
        Assert.Equal(1, await stage.CountAsync("rotation-started"));
        Assert.Equal(202, (await stage.Api.PostAsync(
            Start, """{"reason":"storm"}""", Role.Operator, ("Idempotency-Key", "storm"))).Status);
        Assert.Equal(1, await stage.CountAsync("rotation-started"));
    }

    private static Task EndAsync(ApiStage stage, string state) => stage.Service.UntilAsync(
        RotationMax, async () => (await stage.Api.GetAsync("v1/fleets/web/rotation"))["state"] == state, state);
}
