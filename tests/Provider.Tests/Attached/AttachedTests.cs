using System.Text.Json.Nodes;
using ImageForge.Engine.Access;
using ImageForge.Provider.Tests.Stubs;
using ImageForge.Targets.Tests.Service;

namespace ImageForge.Provider.Tests.Attached;

/// <summary>
/// With an endpoint the work is the service's: this process submits and follows, holds no state, and leaves what it
/// submitted when it is stopped.
/// </summary>
public sealed class AttachedTests : IAsyncLifetime
{
    private static readonly string ImageUrn = ProviderBench.Urn(ProviderBench.ImageType, "web");
    private static readonly string FleetUrn = ProviderBench.Urn(ProviderBench.FleetType, "web");

    private ProviderBench _bench = null!;
    private ServiceProcessRun _service = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await ProviderBench.CreateAsync();
        _service = await ServiceProcessRun.StartAsync(_bench.State, _bench.Tree.Root, _bench.Target);
        Assert.True(_service.Address is not null, _service.Log);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.KillAsync();
        _service.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task An_image_and_a_fleet_live_their_whole_life_with_a_service()
    {
        var provider = await StartAsync(Role.Operator);
        var image = await CreateAsync(
            provider, ProviderBench.ImageType, ImageUrn, new JsonObject { ["definition"] = "web" });
        var version = (string)image["properties"]!["version"]!;
        Assert.StartsWith("web@", version, StringComparison.Ordinal);
        Assert.Equal("released", (string?)image["properties"]!["state"]);
        var fleet = await CreateAsync(
            provider, ProviderBench.FleetType, FleetUrn,
            new JsonObject { ["schedule"] = "web", ["image"] = version });
        Assert.Equal(3, (int)fleet["properties"]!["current"]!);
        Assert.Equal(100, (int)fleet["properties"]!["currentShare"]!);

        // An edit on the service's side is seen from here, and rotates there.
        Assert.Equal(1, await ChangesAsync(provider, ProviderBench.ImageType, ImageUrn, image));
        Edit("healthz", "ready");
        Assert.Equal(2, await ChangesAsync(provider, ProviderBench.ImageType, ImageUrn, image));
        var built = await UpdateAsync(provider, ProviderBench.ImageType, ImageUrn, image);
        Assert.NotEqual(version, (string)built["version"]!);
        var moved = await UpdateAsync(
            provider, ProviderBench.FleetType, FleetUrn, fleet,
            new JsonObject { ["schedule"] = "web", ["image"] = (string)built["version"]!, ["waitFor"] = "complete" });
        Assert.Equal((string)built["version"]!, (string)moved["version"]!);
        Assert.Equal(3, (int)moved["current"]!);

        var posture = (await provider.CallAsync("Invoke", new JsonObject
        {
            ["tok"] = "imageforge:index:getFleetPosture", ["args"] = new JsonObject { ["fleet"] = "web" },
        }))["return"]!;
        Assert.Equal(3, (int)posture["healthy"]!);

        // Who may submit may not take away: that is the approver's.
        var refused = await Assert.ThrowsAsync<StubFault>(() => DeleteAsync(
            provider, ProviderBench.FleetType, FleetUrn, "web", moved));
        Assert.Equal(7, refused.Code);
        var approver = await StartAsync(Role.Approver);
        var used = await Assert.ThrowsAsync<StubFault>(() => DeleteAsync(
            approver, ProviderBench.ImageType, ImageUrn, (string)image["id"]!, built));
        Assert.Contains("RunningInstance", used.Message, StringComparison.Ordinal);
        await DeleteAsync(approver, ProviderBench.FleetType, FleetUrn, "web", moved);
        await DeleteAsync(approver, ProviderBench.ImageType, ImageUrn, (string)image["id"]!, built);
        await WaitUntilGoneAsync(provider, moved);
    }

    [Fact]
    public async Task Stopping_the_provider_leaves_the_rotation_to_the_service()
    {
        var provider = await StartAsync(Role.Operator);
        var image = await CreateAsync(
            provider, ProviderBench.ImageType, ImageUrn, new JsonObject { ["definition"] = "web" });
        var fleetInputs = new JsonObject
        {
            ["schedule"] = "web", ["image"] = (string)image["properties"]!["version"]!, ["waitFor"] = "complete",
        };
        var creating = provider.CallAsync("Create", new JsonObject
        {
            ["urn"] = FleetUrn, ["type"] = ProviderBench.FleetType, ["properties"] = fleetInputs,
        });
        await _bench.WaitForLogAsync(line => line.Message.Contains("has begun", StringComparison.Ordinal));
        await provider.CallAsync("Cancel");
        var stopped = await Assert.ThrowsAsync<StubFault>(() => creating);
        Assert.Equal("web", (string)stopped.InitFailed!["id"]!);

        // Nobody follows it, and it ends well.
        var after = await StartAsync(Role.Operator);
        var fleet = await UpdateAsync(
            after, ProviderBench.FleetType, FleetUrn,
            new JsonObject { ["id"] = "web", ["properties"] = stopped.InitFailed["properties"]!.DeepClone() },
            fleetInputs.DeepClone().AsObject());
        Assert.Equal(3, (int)fleet["current"]!);
    }

    [Fact]
    public async Task What_only_this_machine_can_do_is_a_check_failure()
    {
        var provider = await StartAsync(Role.Operator);
        Assert.Equal(["target"], await FailuresAsync(
            provider, ProviderBench.ImageType, new JsonObject { ["definition"] = "web", ["target"] = "local" }));
        Assert.Equal(["desired"], await FailuresAsync(
            provider, ProviderBench.FleetType, new JsonObject { ["schedule"] = "web", ["desired"] = 5 }));
        Assert.Equal(["id"], await FailuresAsync(
            provider, ProviderBench.WaiverType, new JsonObject
            {
                ["id"] = "web-cve", ["image"] = "web", ["owner"] = "ops", ["cve"] = "CVE-2026-0001",
                ["reason"] = "behind a firewall until Friday", ["expires"] = "2026-12-30",
            }));
        Assert.Equal(["definition"], await FailuresAsync(
            provider, ProviderBench.ImageType, new JsonObject { ["definition"] = "wep" }));
    }

    [Fact]
    public async Task A_token_that_the_service_does_not_know_is_said_to_be_that()
    {
        var provider = await _bench.StartAsync(new JsonObject
        {
            ["endpoint"] = $"{_service.Address}", ["token"] = "ifv_wrong",
        });
        var refused = await Assert.ThrowsAsync<StubFault>(() => provider.CallAsync("Invoke", new JsonObject
        {
            ["tok"] = "imageforge:index:getImage", ["args"] = new JsonObject { ["name"] = "web" },
        }));
        Assert.Equal(7, refused.Code);
        Assert.Contains("imageforge:token", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ifv_wrong", refused.Message, StringComparison.Ordinal);
    }

    // The service shows a look of some seconds ago.
    private static async Task WaitUntilGoneAsync(ProviderProcess provider, JsonObject fleet)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        using var look = new PeriodicTimer(TimeSpan.FromSeconds(1));
        JsonObject read;
        do
        {
            await look.WaitForNextTickAsync(limit.Token);
            read = await provider.CallAsync("Read", new JsonObject
            {
                ["id"] = "web", ["urn"] = FleetUrn, ["type"] = ProviderBench.FleetType,
                ["properties"] = fleet.DeepClone(), ["inputs"] = new JsonObject { ["schedule"] = "web" },
            });
        }
        while ((string)read["id"]! != "");
        Assert.Null(read["properties"]);
    }

    private async Task<ProviderProcess> StartAsync(Role role) => await _bench.StartAsync(new JsonObject
    {
        ["endpoint"] = $"{_service.Address}", ["token"] = await _service.TokenAsync(role),
    });

    private void Edit(string from, string to)
    {
        var file = Path.Combine(_bench.Tree.Root, "images", "web", "image.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace(from, to, StringComparison.Ordinal));
    }

    private static async Task<JsonObject> CreateAsync(
        ProviderProcess provider, string type, string urn, JsonObject news)
    {
        var inputs = await provider.CallAsync("Check", new JsonObject
        {
            ["urn"] = urn, ["type"] = type, ["olds"] = new JsonObject(), ["news"] = news,
        });
        Assert.Empty(inputs["failures"]!.AsArray());
        var created = await provider.CallAsync("Create", new JsonObject
        {
            ["urn"] = urn, ["type"] = type, ["properties"] = inputs["inputs"]!.DeepClone(),
        });
        created["inputs"] = inputs["inputs"]!.DeepClone();
        return created;
    }

    private static async Task<int> ChangesAsync(ProviderProcess provider, string type, string urn, JsonObject made) =>
        (int)(await provider.CallAsync("Diff", new JsonObject
        {
            ["id"] = made["id"]!.DeepClone(), ["urn"] = urn, ["type"] = type,
            ["olds"] = made["properties"]!.DeepClone(), ["news"] = made["inputs"]!.DeepClone(),
            ["old_inputs"] = made["inputs"]!.DeepClone(),
        }))["changes"]!;

    private static async Task<JsonObject> UpdateAsync(
        ProviderProcess provider, string type, string urn, JsonObject made, JsonObject? news = null) =>
        (await provider.CallAsync("Update", new JsonObject
        {
            ["id"] = made["id"]!.DeepClone(), ["urn"] = urn, ["type"] = type,
            ["olds"] = made["properties"]!.DeepClone(), ["news"] = news ?? made["inputs"]!.DeepClone(),
        }))["properties"]!.AsObject();

    private static Task<JsonObject> DeleteAsync(
        ProviderProcess provider, string type, string urn, string id, JsonObject outputs) =>
        provider.CallAsync("Delete", new JsonObject
        {
            ["id"] = id, ["urn"] = urn, ["type"] = type, ["properties"] = outputs.DeepClone(),
        });

    private static async Task<string[]> FailuresAsync(ProviderProcess provider, string type, JsonObject news)
    {
        var answer = await provider.CallAsync("Check", new JsonObject
        {
            ["urn"] = ProviderBench.Urn(type, "wrong"), ["type"] = type, ["olds"] = new JsonObject(), ["news"] = news,
        });
        return [.. answer["failures"]!.AsArray().Select(failure => (string)failure!["property"]!)];
    }
}
