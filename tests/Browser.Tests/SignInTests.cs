using Microsoft.Playwright;

namespace ImageForge.Browser.Tests;

/// <summary>Who sees pages, and how one comes in and out.</summary>
[Collection(DashboardTests.Name)]
[Trait("tier", "long")]
public sealed class SignInTests(DashboardStage stage)
{
    [Fact]
    public async Task Whoever_is_not_known_is_asked_for_a_token_and_led_back()
    {
        Chromium.SkipUnlessHere();
        foreach (var look in Look.All)
        {
            await using var visit = await stage.VisitUnknownAsync(look);
            var page = visit.Page;
            await page.GotoAsync("/fleets/web?show=attention");
            await visit.KeepAsync($"sign-in-{look}");
            Assert.Contains("/sign-in", page.Url, StringComparison.Ordinal);
            Assert.Empty(await visit.FaultsAsync());
            Assert.True(await visit.OverhangAsync() <= 0, "it is wider than its window");
            await visit.SignInAsync("imf_no_token_of_anybody");
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("valid token");
            await page.GotoAsync("/fleets/web?show=attention");
            await visit.SignInAsync(await stage.TokenAsync());
            await page.WaitForURLAsync("**/fleets/web?show=attention");
            Assert.Empty(visit.Complaints);
        }
    }

    [Fact]
    public async Task Whoever_leaves_sees_nothing_any_more()
    {
        Chromium.SkipUnlessHere();
        await using var visit = await stage.VisitUnknownAsync(Look.Light);
        await visit.Page.GotoAsync("/risks");
        await visit.SignInAsync(await stage.TokenAsync());
        await visit.Page.WaitForURLAsync("**/risks");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visit.Page.WaitForURLAsync("**/sign-in**");
        await visit.Page.GotoAsync("/risks");
        Assert.Contains("/sign-in", visit.Page.Url, StringComparison.Ordinal);
        Assert.Equal(0, await visit.Page.GetByText("CVE-2026-4711").CountAsync());
    }
}
