using ImageForge.Engine;
using ImageForge.Targets.Tests.Local;

namespace ImageForge.Targets.Tests.Service;

/// <summary>The service on a state directory in which nothing is yet, without a fleet.</summary>
public sealed class ServiceTests : IDisposable
{
    private static readonly TimeSpan SoonMax = TimeSpan.FromSeconds(60);
    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();

    public void Dispose()
    {
        _tree.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task It_answers_what_it_is_asked_and_stops_when_it_is_told_to()
    {
        _tree.WriteSchedule();
        using var service = await StartAsync();
        await service.UntilAsync(SoonMax, async () => (await service.AskAsync("health/ready")).Status == 200, "ready");
        Assert.Equal(200, (await service.AskAsync("health/live")).Status);

        var fleet = Assert.Single((await service.GetAsync("v1/fleets")).GetProperty("fleets").EnumerateArray());
        Assert.Equal("web", fleet.GetProperty("fleet").GetString());
        Assert.False(fleet.GetProperty("runs").GetBoolean());
        var schedule = fleet.GetProperty("schedule");
        Assert.Equal("* * * * * Europe/Berlin", schedule.GetProperty("rotate").GetString());
        Assert.InRange(
            schedule.GetProperty("nextRing").GetDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(-1),
            TimeSpan.FromMinutes(1));
        Assert.Empty((await service.GetAsync("v1/images")).GetProperty("images").EnumerateArray());
        Assert.Empty((await service.GetAsync("v1/risks")).GetProperty("risks").EnumerateArray());

        // Which there are, and whom they answer, is held by Access.RouteTable.
        var document = await service.GetAsync("openapi/v1.json");
        Assert.True(document.GetProperty("paths").TryGetProperty("/v1/fleets", out _));

        var (exitCode, took) = await service.TerminateAsync();
        Assert.True(exitCode == 0, service.Log);
        Assert.True(took < TimeSpan.FromSeconds(20), $"it took {took}");
    }

    [Fact]
    public async Task Errors_are_problem_details_and_nothing_can_be_changed()
    {
        using var service = await StartAsync();
        var (status, media, problem) = await service.AskAsync("v1/fleets/..%2Fweb");
        Assert.Equal((404, "application/problem+json"), (status, media));
        Assert.Equal("NotFound", problem.GetProperty("error").GetString());
        Assert.Equal((404, "application/problem+json"), Head(await service.AskAsync("v1/nothing")));
        Assert.Equal(
            (405, "application/problem+json"), Head(await service.AskAsync("v1/fleets", HttpMethod.Post)));

        // A page elsewhere that got its own name to mean this machine.
        Assert.Equal(400, (await service.AskAsync("v1/fleets", host: "attacker.example")).Status);
    }

    [Fact]
    public async Task A_schedule_that_becomes_wrong_is_told_and_the_old_one_stays_until_it_is_right_or_gone()
    {
        _tree.WriteSchedule();
        using var service = await StartAsync();
        await service.UntilLoggedAsync("Schedule web is in force; it rotates: * * * * * Europe/Berlin", SoonMax);

        _tree.WriteSchedule(windows: "nightly");
        await service.UntilLoggedAsync("Schedule web is wrong; what it said before stays in force", SoonMax);
        Assert.Contains("schedules/web.yaml:12:10: windows: \"nightly\" is not always", service.Log,
            StringComparison.Ordinal);
        Assert.Equal(4, await DesiredAsync(service));

        _tree.WriteSchedule(windows: "always\nblackouts: []");
        await service.UntilAsync(SoonMax, () => Task.FromResult(Count(service.Log, "web is in force") == 2), "again");

        _tree.Delete("schedules/web.yaml");
        await service.UntilLoggedAsync("Schedule web is gone", SoonMax);
        Assert.Empty((await service.GetAsync("v1/fleets")).GetProperty("fleets").EnumerateArray());
        Assert.Equal(1, Count(service.Log, "is wrong"));
    }

    [Fact]
    public async Task A_second_one_is_refused_and_the_first_goes_on()
    {
        using var first = await StartAsync();
        using var second = await StartAsync();
        Assert.Null(second.Address);
        Assert.Equal((int)ForgeError.Busy, await second.ExitCodeAsync());
        Assert.Contains($"a service of {_state.Directory.Root} already runs", second.Log, StringComparison.Ordinal);
        Assert.Equal(200, (await first.AskAsync("health/live")).Status);
    }

    [Theory]
    [InlineData("0.0.0.0:0", "0 6 * * *", ForgeError.Usage, "from elsewhere, and without TLS tokens")]
    [InlineData("7080", "0 6 * * *", ForgeError.Usage, "is no address and port")]
    [InlineData("127.0.0.1:0", "0 6 * *", ForgeError.Usage, "4 of the 5 fields")]
    public async Task A_wrong_word_is_told(string listen, string review, ForgeError error, string expected)
    {
        using var service = await ServiceProcessRun.StartAsync(
            _state.Directory.Root, _tree.Root, listen: listen, review: review);
        Assert.Equal((int)error, await service.ExitCodeAsync());
        Assert.Contains(expected, service.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_definitions_it_does_not_start()
    {
        using var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _state.Directory.Root);
        Assert.Equal((int)ForgeError.NotFound, await service.ExitCodeAsync());
        Assert.Contains("has no folder images/", service.Log, StringComparison.Ordinal);
    }

    private Task<ServiceProcessRun> StartAsync() =>
        ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);

    private static async Task<int> DesiredAsync(ServiceProcessRun service) =>
        (await service.GetAsync("v1/fleets")).GetProperty("fleets")[0].GetProperty("schedule").GetProperty("desired")
            .GetInt32();

    private static (int Status, string? Media) Head((int Status, string? Media, System.Text.Json.JsonElement) answer) =>
        (answer.Status, answer.Media);

    private static int Count(string log, string text) => log.Split(text).Length - 1;
}
