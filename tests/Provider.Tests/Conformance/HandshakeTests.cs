using System.Text.Json.Nodes;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>What comes before the first resource (cases 7 to 9 of the protocol's sheet).</summary>
public sealed class HandshakeTests
{
    [Fact]
    public async Task A_handshake_twice_says_what_configure_says()
    {
        await using var bench = await ProviderBench.CreateAsync();
        var provider = await bench.StartBareAsync(bench.Engine);
        var first = await bench.HandshakeAsync(provider);
        var second = await bench.HandshakeAsync(provider);
        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        var configured = await bench.ConfigureAsync(provider);
        Assert.True((bool)first["accept_secrets"]!);
        Assert.Equal((bool)first["accept_secrets"]!, (bool)configured["acceptSecrets"]!);
        Assert.Equal((bool)first["accept_resources"]!, (bool)configured["acceptResources"]!);
        Assert.Equal((bool)first["accept_outputs"]!, (bool)configured["acceptOutputs"]!);
        Assert.True((bool)configured["supportsPreview"]!);
    }

    [Fact]
    public async Task An_image_is_made_in_the_simulated_cloud_and_a_fleet_on_it()
    {
        await using var bench = await ProviderBench.CreateAsync();
        var provider = await bench.StartAsync();
        var urn = ProviderBench.Urn(ProviderBench.ImageType, "web");
        var inputs = (await provider.CallAsync("Check", new JsonObject
        {
            ["urn"] = urn, ["type"] = ProviderBench.ImageType, ["name"] = "web", ["olds"] = new JsonObject(),
            ["news"] = new JsonObject { ["definition"] = "web" },
        }))["inputs"]!.DeepClone();
        var created = await provider.CallAsync("Create", new JsonObject
        {
            ["urn"] = urn, ["type"] = ProviderBench.ImageType, ["name"] = "web", ["properties"] = inputs,
        });
        Assert.StartsWith("web/", (string)created["id"]!, StringComparison.Ordinal);
        TestContext.Current.SendDiagnosticMessage(created.ToJsonString());
        var fleetUrn = ProviderBench.Urn(ProviderBench.FleetType, "web");
        var checkedFleet = await provider.CallAsync("Check", new JsonObject
        {
            ["urn"] = fleetUrn, ["type"] = ProviderBench.FleetType, ["name"] = "web", ["olds"] = new JsonObject(),
            ["news"] = new JsonObject
            {
                ["schedule"] = "web", ["image"] = created["properties"]!["version"]!.DeepClone(),
            },
        });
        var fleet = await provider.CallAsync("Create", new JsonObject
        {
            ["urn"] = fleetUrn, ["type"] = ProviderBench.FleetType, ["name"] = "web",
            ["properties"] = checkedFleet["inputs"]!.DeepClone(),
        });
        Assert.Equal(3, (int)fleet["properties"]!["current"]!);
    }
}
