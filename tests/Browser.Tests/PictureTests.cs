namespace ImageForge.Browser.Tests;

/// <summary>Every page as people see it: by day, by night and on a phone, with a picture of each kept.</summary>
[Collection(DashboardTests.Name)]
[Trait("tier", "long")]
public sealed class PictureTests(DashboardStage stage)
{
    public static readonly IReadOnlyList<(string Name, string Path)> Pages =
    [
        ("fleets", "/"), ("fleet", "/fleets/web"), ("fleet-not-launched", "/fleets/api"),
        ("fleet-wrong-schedule", "/fleets/edge"), ("images", "/images"), ("image", $"/images/{PastOfState.ShopHotfix}"),
        ("image-refused", $"/images/{PastOfState.ShopRefused}"), ("risks", "/risks"),
        ("risks-mitigated", "/risks?show=mitigated"), ("detections", "/detections"), ("journal", "/journal"),
        ("not-here", "/fleets/nowhere"),
    ];

    public static TheoryData<string, string, Look> Every =>
        new(Pages.SelectMany(page => Look.All.Select(look => (page.Name, page.Path, look))));

    [Theory]
    [MemberData(nameof(Every), DisableDiscoveryEnumeration = true)]
    public async Task A_page_is_whole_and_everybody_can_read_it(string name, string path, Look look)
    {
        Chromium.SkipUnlessHere();
        await using var visit = await stage.VisitAsync(look);
        var status = await visit.GoAsync(path);
        await visit.KeepAsync($"{name}-{look}");
        Assert.Equal(name == "not-here" ? 404 : 200, status);
        Assert.Empty(await visit.FaultsAsync());
        Assert.True(await visit.OverhangAsync() <= 0, "it is wider than its window");
        Assert.Single(await visit.Page.Locator("h1").AllAsync());

        // The browser itself reports an answer of 404 as an error of the page.
        Assert.DoesNotContain(visit.Complaints, complaint =>
            name != "not-here" || !complaint.Contains("404", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Night_on_a_phone_is_readable_too()
    {
        Chromium.SkipUnlessHere();
        await using var visit = await stage.VisitAsync(Look.PhoneAtNight);
        await visit.GoAsync("/fleets/web");
        await visit.KeepAsync($"fleet-{Look.PhoneAtNight}");
        Assert.Empty(await visit.FaultsAsync());
    }
}
