using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Targets.Simulated.Serving;
using ImageForge.Targets.Tests.Local;
using ImageForge.Targets.Tests.Service;
using ImageForge.Targets.Tests.Simulated.Serving;
using Microsoft.Playwright;

namespace ImageForge.Browser.Tests;

/// <summary>A newcomer's page, a fleet of a thousand, and a service that goes away.</summary>
[Collection(DashboardTests.Name)]
[Trait("tier", "long")]
public sealed class ManyTests(DashboardStage stage) : IDisposable
{
    private const int Thousand = 1000;
    private const int PageBytesMax = 200_000;
    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();

    public void Dispose()
    {
        _tree.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task A_newcomer_is_told_what_to_type_and_an_open_page_says_when_the_service_is_gone()
    {
        Chromium.SkipUnlessHere();
        using var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);
        await using var visit = await stage.VisitAsync(service, Look.Light);
        foreach (var (name, path) in new[]
            { ("images", "/images"), ("risks", "/risks"), ("journal", "/journal"), ("fleets", "/") })
        {
            Assert.Equal(200, await visit.GoAsync(path));
            await visit.KeepAsync($"new-{name}");
            Assert.Empty(await visit.FaultsAsync());
            Assert.Empty(visit.Complaints);
        }

        await Assertions.Expect(visit.Page.Locator(".empty")).ToContainTextAsync("imageforge fleet launch web");
        await service.TerminateAsync();
        await Assertions.Expect(visit.Page.Locator("[data-offline]")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await visit.KeepAsync("service-gone");
    }

    [Fact]
    public async Task A_fleet_of_a_thousand_is_a_light_page()
    {
        Chromium.SkipUnlessHere();
        await using var cloud = await CloudStage.StartAsync(CloudStage.Order with
        {
            Instances = Thousand,
            Fleet = FleetTerms.Of(new RotationPolicy
            {
                Fleet = new FleetName("web"), Image = CloudStage.Image, Desired = Thousand,
            }),
        });
        _tree.Write("schedules/web.yaml", $"""
            fleet: web
            image: web
            desired: {Thousand}
            windows: always

            """);
        using var service = await ServiceProcessRun.StartAsync(
            _state.Directory.Root, _tree.Root, $"simulated:{cloud.Address}");
        await using var visit = await stage.VisitAsync(service, Look.Light);
        await visit.GoAsync("/fleets/web");
        await visit.KeepAsync("fleet-of-a-thousand");
        var page = visit.Page;
        Assert.InRange((await page.ContentAsync()).Length, 1, PageBytesMax);
        Assert.Equal(50, await page.Locator("tr[data-key^='instance-']").CountAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Page 2 of 20")).ToBeVisibleAsync();
        Assert.Empty(await visit.FaultsAsync());
    }
}
