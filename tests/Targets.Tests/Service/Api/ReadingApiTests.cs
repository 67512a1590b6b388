using System.Text.Json;
using ImageForge.Engine.Access;

namespace ImageForge.Targets.Tests.Service.Api;

/// <summary>Lists, documents, pages, tags, and how requests are refused.</summary>
public sealed class ReadingApiTests(ApiStageFixture shared) : IClassFixture<ApiStageFixture>
{
    [Fact]
    public async Task Everything_that_can_be_read_is_read_in_pages_with_tags()
    {
        await using var stage = await ApiStage.StartAsync();
        var api = stage.Api;
        var fleet = await api.GetAsync("v1/fleets/web");
        Assert.True(fleet.Status == 200, $"{fleet}");
        var numbers = fleet.Json.GetProperty("numbers");
        Assert.Equal(
            (4, 0, 4, 6, 4),
            (Number(numbers, "total"), Number(numbers, "onTarget"), Number(numbers, "floor"),
                Number(numbers, "ceiling"), Number(numbers, "toGo")));
        Assert.InRange(
            DateTimeOffset.UtcNow - fleet.Json.GetProperty("observedAt").GetDateTimeOffset(), TimeSpan.FromSeconds(-1),
            TimeSpan.FromSeconds(10));

        var first = await api.GetAsync("v1/fleets/web/instances?limit=3");
        var second = await api.GetAsync(first["next"]!);
        var ids = Names(first, "instances", "id").Concat(Names(second, "instances", "id")).ToList();
        Assert.Equal((3, 4, null), (Names(first, "instances", "id").Count, ids.Distinct().Count(), second["next"]));
        Assert.Equal($"<{first["next"]}>; rel=\"next\"", first.Headers["Link"]);
        var story = await api.GetAsync($"v1/fleets/web/instances/{ids[0]}");
        Assert.Equal("Drift", story.Json.GetProperty("instance").GetProperty("reason").GetString());
        Assert.NotEmpty(story.Json.GetProperty("sentences").EnumerateArray());

        var images = await api.GetAsync("v1/images");
        var image = Names(images, "images", "id")[0];
        var whole = await api.GetAsync($"v1/images/{image}");
        Assert.True(whole.Status == 200, $"{whole}");
        foreach (var path in (string[])[
            $"v1/images/{image}/packages", $"v1/images/{image}/gates", "v1/artifacts", "v1/channels", "v1/gates",
            "v1/risks", "v1/waivers", "v1/schedules", "v1/rotations", "v1/journal", "v1/journal/audit?latest=true",
            "v1/fleets/web/plan", "v1/fleets/web/rotation"])
        {
            var reply = await api.GetAsync(path);
            Assert.True(reply is { Status: 200 or 404, Media: "application/json" or "application/problem+json" },
                $"{path}: {reply}");
        }

        var same = await api.GetAsync("v1/images", ("If-None-Match", images.Headers["ETag"]));
        Assert.Equal((304, ""), (same.Status, same.Text));
        Assert.Equal(200, (await api.GetAsync("v1/images", ("If-None-Match", "\"other\""))).Status);
        await SchedulesTellWhatIsWrongAsync(stage);
    }

    [Theory]
    [InlineData("GET", "v1/fleets/none", "", 404)]
    [InlineData("GET", "v1/fleets/none/instances", "", 404)]
    [InlineData("GET", "v1/fleets/web/instances/none", "", 404)]
    [InlineData("GET", "v1/images/none", "", 404)]
    [InlineData("GET", "v1/images/web@0000", "", 404)]
    [InlineData("GET", "v1/images/..%2F..%2Fetc/documents/passwd", "", 404)]
    [InlineData("GET", "v1/rotations/none", "", 404)]
    [InlineData("GET", "v1/risks/CVE-0", "", 404)]
    [InlineData("GET", "v1/journal/none", "", 404)]
    [InlineData("GET", "v1/images?limit=1001", "", 400)]
    [InlineData("GET", "v1/images?limit=some", "", 400)]
    [InlineData("GET", "v1/images?cursor=%00", "", 400)]
    [InlineData("GET", "v1/images?state=Bad", "", 400)]
    [InlineData("GET", "v1/events?after=nowhere", "", 422)]
    [InlineData("GET", "v1/events?after=fleet/web:99", "", 404)]
    [InlineData("PUT", "v1/images", "", 405)]
    [InlineData("POST", "v1/fleets/web/rotations", "{\"reason\":", 400)]
    [InlineData("POST", "v1/fleets/web/rotations", "{}", 400)]
    [InlineData("POST", "v1/fleets/web/rotations", "{\"reason\":null}", 400)]
    [InlineData("POST", "v1/fleets/web/rotations", "{\"reason\":\"a\",\"reason\":\"b\"}", 400)]
    [InlineData("POST", "v1/fleets/web/rotations", "{\"reason\":\"a\",\"floor\":0}", 400)]
    [InlineData("POST", "v1/fleets/web/rotations", "{\"reason\":\" \"}", 422)]
    [InlineData("POST", "v1/fleets/web/rotations", "{\"reason\":\"a\\nb\"}", 422)]
    [InlineData("POST", "v1/fleets/web/rotations", "{\"reason\":\"a\",\"to\":\"web@0000\"}", 404)]
    [InlineData("POST", "v1/fleets/web/rotations", "{\"reason\":\"a\",\"instances\":[\"none\"]}", 404)]
    [InlineData("POST", "v1/fleets/none/rotations", "{\"reason\":\"a\"}", 404)]
    [InlineData("POST", "v1/fleets/web/rotation/pause", "{\"reason\":\"a\"}", 404)]
    [InlineData("POST", "v1/fleets/web/rotation/rollback", "{\"reason\":\"a\"}", 404)]
    public async Task What_cannot_be_answered_is_a_problem_with_a_way_out(
        string method, string path, string body, int status)
    {
        var reply = await shared.Stage.Api.SendAsync(new HttpMethod(method), path, Role.Operator, body);
        Assert.True(reply.Status == status && reply.Media == "application/problem+json", $"{reply}");
        Assert.Equal(status, reply.Json.GetProperty("status").GetInt32());
        Assert.True(status == 400 || reply.Json.TryGetProperty("wayOut", out _), $"{reply}");
        Assert.DoesNotContain("   at ", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_much_and_the_wrong_kind_are_refused()
    {
        await using var stage = await ApiStage.StartAsync();
        var much = await stage.Api.PostAsync(
            "v1/fleets/web/rotations", $"{{\"reason\":\"{new string('a', 70_000)}\"}}");
        Assert.Equal((413, "application/problem+json"), (much.Status, much.Media));
        using var text = new StringContent("reason=a");
        using var answer = await stage.Service.SendAsync(
            HttpMethod.Post, "v1/fleets/web/rotations", await stage.Service.TokenAsync(Role.Operator), text);
        Assert.Equal(415, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var strange = new ByteArrayContent("""{"reason":"a"}"""u8.ToArray());
        strange.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=none");
        using var refused = await stage.Service.SendAsync(
            HttpMethod.Post, "v1/fleets/web/rotations", await stage.Service.TokenAsync(Role.Operator), strange);
        Assert.Equal(415, (int)refused.StatusCode);
        Assert.Equal(400, (await stage.Api.PostAsync(
            "v1/fleets/web/rotations", """{"reason":"a"}""", Role.Operator, ("Idempotency-Key", "a b"))).Status);
    }

    private static async Task SchedulesTellWhatIsWrongAsync(ApiStage stage)
    {
        stage.Tree.WriteSchedule(windows: "nightly");
        await stage.Service.UntilAsync(
            TimeSpan.FromMinutes(1),
            async () => (await stage.Api.GetAsync("v1/schedules")).Text
                .Contains("web.yaml:12:10", StringComparison.Ordinal),
            "the fault is told");
        var line = (await stage.Api.GetAsync("v1/schedules")).Json.GetProperty("schedules")[0];
        Assert.Equal(4, line.GetProperty("inForce").GetProperty("desired").GetInt32());
    }

    private static IReadOnlyList<string> Names(ApiReply reply, string list, string field) =>
        [.. reply.Json.GetProperty(list).EnumerateArray().Select(item => item.GetProperty(field).GetString()!)];

    private static int Number(JsonElement numbers, string field) => numbers.GetProperty(field).GetInt32();
}
