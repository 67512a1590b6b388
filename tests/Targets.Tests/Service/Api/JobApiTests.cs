using ImageForge.Engine.Access;
using ImageForge.Targets.Tests.Local;

namespace ImageForge.Targets.Tests.Service.Api;

/// <summary>Builds and hotfixes, submitted and followed.</summary>
public sealed class JobApiTests : IDisposable
{
    private static readonly TimeSpan JobMax = TimeSpan.FromMinutes(2);
    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();

    public void Dispose()
    {
        _tree.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task A_build_is_submitted_once_and_says_how_it_ended_after_a_restart_too()
    {
        string? job;
        var tokens = new System.Collections.Concurrent.ConcurrentDictionary<Role, string>();
        using (var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root))
        {
            using var api = new ApiCaller(service, tokens);
            var submitted = await SubmitAsync(api);
            job = submitted["job"];
            Assert.Equal((202, $"/v1/jobs/{job}"), (submitted.Status, submitted.Headers["Location"]));
            Assert.Equal(job, (await SubmitAsync(api))["job"]);

            // Nothing is at hand, and nothing may be fetched: it has to say so, and what to do.
            await service.UntilAsync(JobMax, async () => await StateAsync(api, job!) == "Failed", "it fails");
            var failed = (await api.GetAsync($"v1/jobs/{job}")).Json.GetProperty("job");
            Assert.NotEmpty(failed.GetProperty("message").GetString()!);
            Assert.StartsWith("token tests Operator", failed.GetProperty("by").GetString(), StringComparison.Ordinal);
            Assert.Equal(422, (await api.PostAsync($"v1/jobs/{job}/cancel", "")).Status);
            Assert.Single((await api.GetAsync("v1/jobs")).Json.GetProperty("jobs").EnumerateArray());
            await service.KillAsync();
        }

        using var again = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);
        using var after = new ApiCaller(again, tokens);
        Assert.Equal("Failed", await StateAsync(after, job!));
        Assert.Equal(job, (await SubmitAsync(after))["job"]);
    }

    [Fact]
    public async Task What_cannot_begin_is_refused_at_once()
    {
        using var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);
        using var api = new ApiCaller(service, new());
        Assert.Equal(404, (await api.PostAsync("v1/builds", """{"image":"none"}""")).Status);
        Assert.Equal(400, (await api.PostAsync("v1/builds", """{"image":"web","pockets":["Best"]}""")).Status);
        Assert.Equal(422, (await api.PostAsync("v1/builds", """{"image":"web","pockets":["Updates"]}""")).Status);
        Assert.Equal(422, (await api.PostAsync("v1/hotfixes", """{"reason":"a"}""")).Status);
        Assert.Equal(422, (await api.PostAsync(
            "v1/hotfixes", """{"reason":"a","cve":"CVE-2026-1","package":"openssl"}""")).Status);
        Assert.Equal(403, (await api.PostAsync("v1/builds", """{"image":"web"}""", Role.Approver)).Status);
        Assert.Equal(404, (await api.GetAsync("v1/jobs/none")).Status);
        _tree.Write("images/web/image.yaml", "name: web\n");
        var wrong = await api.PostAsync("v1/builds", """{"image":"web"}""");
        Assert.Equal(422, wrong.Status);
        Assert.Contains("images/web/image.yaml:", wrong.Text, StringComparison.Ordinal);
        Assert.Empty((await api.GetAsync("v1/jobs")).Json.GetProperty("jobs").EnumerateArray());
    }

    private static Task<ApiReply> SubmitAsync(ApiCaller api) => api.PostAsync(
        "v1/builds", """{"image":"web","offline":true}""", Role.Operator, ("Idempotency-Key", "\"build-1\""));

    private static async Task<string?> StateAsync(ApiCaller api, string job) =>
        (await api.GetAsync($"v1/jobs/{job}")).Json.GetProperty("job").GetProperty("state").GetString();
}
