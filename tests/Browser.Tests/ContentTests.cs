using Microsoft.Playwright;

namespace ImageForge.Browser.Tests;

/// <summary>What pages say of a fleet in the middle of a rotation.</summary>
[Collection(DashboardTests.Name)]
[Trait("tier", "long")]
public sealed class ContentTests(DashboardStage stage)
{
    [Fact]
    public async Task All_fleets_are_told_at_a_glance_and_what_a_person_has_to_do()
    {
        Chromium.SkipUnlessHere();
        await using var visit = await stage.VisitAsync(Look.Light);
        await visit.GoAsync("/");
        var page = visit.Page;
        await Says(page.Locator("main"), "Oldest against its limit");
        await Says(Row(page, "web"), "4 of ");
        await Says(Row(page, "web"), "1 overdue");
        await Says(Row(page, "api"), "Not launched");

        var notices = page.Locator(".notices");
        await Says(notices, "imageforge fleet launch api");
        await Says(notices, "Its schedule is wrong");

        // Text stays text, whoever wrote it.
        await Says(notices, DashboardStage.Hostile);
        Assert.Equal(0, await page.Locator("main img").CountAsync());
    }

    [Fact]
    public async Task A_fleet_shows_its_floor_and_ceiling_and_what_waits_until_when()
    {
        Chromium.SkipUnlessHere();
        await using var visit = await stage.VisitAsync(Look.Light);
        await visit.GoAsync("/fleets/web");
        var page = visit.Page;
        await Says(page.Locator("svg.capacity"), "floor 11");
        await Says(page.Locator("svg.capacity"), "ceiling 15");
        await Says(page.Locator("#holds").Locator("xpath=.."), "Checkpoint");
        await Says(page.Locator("#holds").Locator("xpath=.."), "in 1 h");
        await Says(page.Locator("#rotation").Locator("xpath=.."), "its schedule: 12 Drift");
        Assert.Equal(DashboardStage.Desired, await page.Locator("tr[data-key^='instance-']").CountAsync());

        await page.SelectOptionAsync("#show", "attention");
        await page.WaitForURLAsync("**/fleets/web?show=attention*");
        Assert.Equal(8, await page.Locator("tr[data-key^='instance-']").CountAsync());
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task The_ledger_tells_late_from_accepted()
    {
        Chromium.SkipUnlessHere();
        await using var visit = await stage.VisitAsync(Look.Light);
        await visit.GoAsync("/risks");
        var rows = visit.Page.Locator("table").First.Locator("tbody tr");
        Assert.Equal(3, await rows.CountAsync());
        await Says(rows.First, "CVE-2026-4711");
        await Says(rows.First, "overdue");
        await Says(rows.First, "exploited");
        await Says(rows.Filter(new() { HasText = "ssh-root-login" }), "Accepted");
        await visit.GoAsync("/risks?show=late");
        Assert.Equal(1, await rows.CountAsync());
    }

    [Fact]
    public async Task An_image_tells_what_it_was_made_of_and_what_its_gates_saw()
    {
        Chromium.SkipUnlessHere();
        await using var visit = await stage.VisitAsync(Look.Light);
        await visit.GoAsync("/images");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = $"{PastOfState.ShopHotfix}" }).ClickAsync();
        var page = visit.Page;
        await Says(page.Locator(".lineage"), $"{PastOfState.ShopWhole}");
        var hardening = page.Locator("tr", new() { HasText = "hardening" });
        await Says(hardening, "57 of 58 controls hold");
        await hardening.Locator("summary").ClickAsync();
        await Says(hardening, "waived by platform@example.com");
    }

    [Fact]
    public async Task What_became_of_an_attacked_instance_is_told_step_by_step()
    {
        Chromium.SkipUnlessHere();
        await using var visit = await stage.VisitAsync(Look.Light);
        await visit.GoAsync("/detections");
        var page = visit.Page;
        var incident = page.Locator("section[data-key='incident-auditd-3f9c']");
        await Says(incident, $"{PastAttack.Taken}");
        await Says(incident, "Disk kept");
        await Says(incident, $"{PastAttack.Replacement}");
        await Says(incident, "SHA-256");
        Assert.Equal(0, await incident.Locator("li.open").CountAsync());
        await Says(page.Locator("tr[data-key='detection-falco-77aa']"), "no rule of onDetection is for it");
    }

    [Fact]
    public async Task The_journal_says_that_it_is_whole_and_goes_back_page_by_page()
    {
        Chromium.SkipUnlessHere();
        await using var visit = await stage.VisitAsync(Look.Light);
        await visit.GoAsync("/journal?chain=fleet/web");
        var page = visit.Page;
        await page.GetByText("every head as signed").WaitForAsync();
        var newest = await page.Locator("tbody th").First.InnerTextAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Older" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Newer" }).WaitForAsync();
        Assert.NotEqual(newest, await page.Locator("tbody th").First.InnerTextAsync());
    }

    private static ILocator Row(IPage page, string fleet) => page.Locator($"tr[data-key='fleet-{fleet}']");

    private static async Task Says(ILocator where, string text) =>
        await Assertions.Expect(where).ToContainTextAsync(text);
}
