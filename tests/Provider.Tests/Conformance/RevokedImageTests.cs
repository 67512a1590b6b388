using System.Text.Json.Nodes;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine;
using ImageForge.Engine.Images;
using ImageForge.Provider.Tests.Stubs;
using ImageForge.Targets;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>
/// An image that somebody revokes outside shows as drift; an update that can only give the same again says so and loses
/// nothing, and one by another definition is well (cases 28 and 33 of the protocol's sheet, for an image).
/// </summary>
public sealed class RevokedImageTests
{
    [Fact]
    public async Task A_revoked_image_is_drift_and_only_another_definition_mends_it()
    {
        await using var bench = await ProviderBench.CreateAsync();
        var provider = await bench.StartAsync();
        var image = new EngineResource(provider, ProviderBench.ImageType, "web");
        await image.CreateAsync(new JsonObject { ["definition"] = "web" });
        var version = (string)image.Outputs["version"]!;
        await RevokeAsync(bench, version);

        var read = await image.ReadAsync();
        Assert.Equal(image.Id, (string)read["id"]!);
        Assert.Equal("revoked", (string)read["properties"]!["state"]!);
        image.Outputs = read["properties"]!.DeepClone().AsObject();
        var drift = await image.DiffAsync(image.Inputs);
        Assert.Equal(2, (int)drift["changes"]!);
        Assert.Equal(["state"], drift["diffs"]!.AsArray().Select(name => (string)name!));
        Assert.Empty(drift["replaces"]!.AsArray());

        var refused = await Assert.ThrowsAsync<StubFault>(() => image.UpdateAsync(image.Inputs));
        Assert.Equal(2, refused.Code);
        Assert.Equal(refused.Code, refused.DetailCode);
        Assert.Equal(image.Id, (string)refused.InitFailed!["id"]!);
        var reason = (string)Assert.Single(refused.InitFailed["reasons"]!.AsArray())!;
        Assert.Contains($"{version} is revoked", reason, StringComparison.Ordinal);

        var file = Path.Combine(bench.Tree.Root, "images", "web", "image.yaml");
        var cancellation = TestContext.Current.CancellationToken;
        var text = await File.ReadAllTextAsync(file, cancellation);
        await File.WriteAllTextAsync(file, text.Replace("healthz", "ready", StringComparison.Ordinal), cancellation);
        await image.UpdateAsync(image.Inputs);
        Assert.Equal("released", (string)image.Outputs["state"]!);
        Assert.NotEqual(version, (string)image.Outputs["version"]!);
        Assert.Equal(1, (int)(await image.DiffAsync(image.Inputs))["changes"]!);
    }

    private static async Task RevokeAsync(ProviderBench bench, string version)
    {
        using var rooms = new Rooms(
            new StateDirectory(bench.State), bench.Tree.Root, TargetChoice.Parse(bench.Target),
            NullLoggerFactory.Instance);
        var cancellation = TestContext.Current.CancellationToken;
        var artifact = await rooms.Images.FindInAnyStateAsync(version, cancellation);
        await rooms.Lifecycle.RevokeAsync(
            artifact, RevocationKind.Vulnerable, new PromotionPolicy(),
            new DecisionMaker("tests", "CVE-2026-0001 is exploited"), cancellation);
    }
}
