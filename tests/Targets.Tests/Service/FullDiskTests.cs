using System.Collections.Concurrent;
using ImageForge.Engine.Access;
using ImageForge.Targets.Service;
using ImageForge.Targets.Tests.Local;
using ImageForge.Targets.Tests.Service.Api;
using ImageForge.Targets.Tests.Simulated.Serving;
using ImageForge.Targets.Tests.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.Targets.Tests.Service;

/// <summary>A full disk under load: refusals in words, nothing acknowledged is lost, it goes on by itself.</summary>
[Trait("tier", "long")]
public sealed class FullDiskTests : IDisposable
{
    private static readonly TimeSpan SoonMax = TimeSpan.FromMinutes(2);
    private readonly TemporaryState _before = new();
    private readonly TemporaryState _after = new();
    private readonly ServiceTree _tree = new();

    public void Dispose()
    {
        _tree.Dispose();
        _after.Dispose();
        _before.Dispose();
    }

    [Fact]
    public async Task Writes_are_refused_until_there_is_room_again_and_what_was_acknowledged_is_there()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may mount a small disk");
        using var disk = new SmallDisk(megabytes: 32);
        using var load = await EnrolmentLoad.CreateAsync(_before.Directory, disk.Outside, instances: 1500);
        var token = await TokenAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        disk.CopyIn(_before.Directory);

        // It is the receiver too while it runs.
        using var service = await ServiceProcessRun.StartAsync(
            new ServiceWords
            {
                State = disk.Inside, Definitions = _tree.Root, Target = "local", Listen = "127.0.0.1:0",
            },
            disk.Within);
        service.Use(Role.Viewer, token);
        using var stop = new CancellationTokenSource();
        var running = load.RunAsync(workers: 4, stop.Token);
        await service.UntilAsync(SoonMax, () => Task.FromResult(load.Acknowledged > 50), "instances enrol");

        disk.Fill();
        await service.UntilAsync(
            SoonMax,
            () =>
            {
                disk.Fill();
                return Task.FromResult(load.Refusals.Count > 20);
            },
            "writes are refused");

        // A change while nothing can be written: its entry waits for room.
        await using var sink = WebhookSink.Answering(_ => 200);
        _tree.WriteWebhook(sink.Url);
        await service.UntilLoggedAsync("WebhookRound failed, and is tried again", SoonMax);
        Assert.Equal(200, (await service.AskAsync("health/live")).Status);
        Assert.Equal(200, (await service.AskAsync("v1/webhooks")).Status);
        var before = load.Acknowledged;

        disk.MakeRoom();
        await service.UntilAsync(SoonMax, () => Task.FromResult(load.Acknowledged > before + 50), "it goes on");
        await service.UntilAsync(
            SoonMax,
            async () => (await service.GetAsync("v1/webhooks")).GetProperty("webhooks")[0].GetProperty("since")
                .ValueKind != System.Text.Json.JsonValueKind.Null,
            "the webhook has joined");
        await service.UntilAsync(SoonMax, async () => (await service.AskAsync("health/ready")).Status == 200, "ready");
        await stop.CancelAsync();
        await running;

        Assert.All(load.Refusals, refusal =>
        {
            Assert.True(refusal.Status is 507 or 503, $"{refusal}");
            Assert.Equal("application/problem+json", refusal.Media);
            Assert.DoesNotContain("   at ", refusal.Body, StringComparison.Ordinal);
        });
        Assert.Contains(load.Refusals, refusal => refusal.Status == 507);
        Assert.Equal(0, (await service.TerminateAsync()).ExitCode);
        disk.CopyOut(_after.Directory);
        Assert.Empty(await load.LostAsync(_after.Directory));
        Assert.Equal("ok", await StoredRecords.IntegrityAsync(_after.Directory));
        Assert.Empty(await StoredRecords.FaultsAsync(_after.Directory));
        TestContext.Current.SendDiagnosticMessage(
            $"{load.Acknowledged} enrolments acknowledged, 0 lost; "
                + $"{load.Refusals.Count} refused while the disk was full");
    }

    [Fact]
    public async Task Changes_through_the_interface_are_refused_and_none_that_was_acknowledged_is_lost()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may mount a small disk");
        await using var cloud = await CloudStage.StartAsync(ApiStage.Order);
        var target = $"simulated:{cloud.Address}";
        _tree.WriteSchedule(cron: "0 0 1 1 *", zone: "UTC", windows: InterfaceLoad.ClosedWindows);
        using var disk = new SmallDisk(megabytes: 32);
        var tokens = new ConcurrentDictionary<Role, string>();
        foreach (var role in new[] { Role.Viewer, Role.Operator, Role.Detector })
        {
            tokens[role] = await TokenAsync(role, target);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        disk.CopyIn(_before.Directory);
        using var service = await ServiceProcessRun.StartAsync(
            new ServiceWords
            {
                State = disk.Inside, Definitions = _tree.Root, Target = target, Listen = "127.0.0.1:0",
            },
            disk.Within);
        Assert.True(service.Address is not null, service.Log);
        tokens.ToList().ForEach(token => service.Use(token.Key, token.Value));
        using var api = new ApiCaller(service, tokens);
        var instance = await InterfaceLoad.BeginAsync(api);
        using var load = await InterfaceLoad.CreateAsync(service, () => service.Address!);
        using var stop = new CancellationTokenSource();
        var running = load.RunAsync(instance, reporters: 2, stop.Token);
        await service.UntilAsync(SoonMax, () => Task.FromResult(load.Acknowledged.Count > 20), "changes are made");

        await service.UntilAsync(
            SoonMax,
            () =>
            {
                disk.Fill();
                return Task.FromResult(load.Refusals.Count(refusal => refusal.Status == 507) > 20);
            },
            "changes are refused");
        var before = load.Acknowledged.Count;
        disk.MakeRoom();
        await service.UntilAsync(
            SoonMax, () => Task.FromResult(load.Acknowledged.Count > before + 20), "it goes on");
        await stop.CancelAsync();
        await running;

        Assert.All(load.Refusals, refusal =>
        {
            Assert.True(refusal.Status is 507 or 503 or 409 or 429, $"{refusal}");
            Assert.Equal("application/problem+json", refusal.Media);
        });
        Assert.Equal(0, (await service.TerminateAsync()).ExitCode);
        disk.CopyOut(_after.Directory);
        using var rooms = new Rooms(
            _after.Directory, _tree.Root, TargetChoice.Parse(target), NullLoggerFactory.Instance);
        Assert.Empty(await load.FaultsAsync(rooms.Journal));
        Assert.Equal("ok", await StoredRecords.IntegrityAsync(rooms.State));
        Assert.Empty(await StoredRecords.FaultsAsync(rooms.State));
        TestContext.Current.SendDiagnosticMessage(
            $"{load.Acknowledged.Count} changes acknowledged, 0 lost, 0 twice; {load.Refusals.Count} refused");
    }

    private async Task<string> TokenAsync(Role role = Role.Viewer, string target = TargetChoice.Local)
    {
        using var rooms = new Rooms(
            _before.Directory, _tree.Root, TargetChoice.Parse(target), NullLoggerFactory.Instance);
        return (await rooms.Tokens.CreateAsync(
            $"tests {role}", role, TimeSpan.FromHours(1), Actor.Account(), TestContext.Current.CancellationToken)).Text;
    }
}
