using System.Net.Http.Headers;
using Microsoft.Playwright;

namespace ImageForge.Browser.Tests;

/// <summary>Pages without a mouse, without scripts, and kept open.</summary>
[Collection(DashboardTests.Name)]
[Trait("tier", "long")]
public sealed class ReaderTests(DashboardStage stage)
{
    private const int StopsMax = 200;

    [Theory]
    [InlineData("/")]
    [InlineData("/fleets/web")]
    [InlineData("/risks")]
    [InlineData("/journal")]
    public async Task The_keyboard_reaches_everything_and_shows_where_it_is(string path)
    {
        Chromium.SkipUnlessHere();
        await using var visit = await stage.VisitAsync(Look.Light);
        await visit.GoAsync(path);
        var page = visit.Page;
        var all = await page.EvaluateAsync<int>(
            "[...document.querySelectorAll('a[href], button, select, summary')]"
                + ".filter(stop => stop.checkVisibility()).length");
        var seen = 0;
        for (; seen < StopsMax; seen++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("document.activeElement === document.body"))
            {
                break;
            }

            var (name, outline) = (
                await page.EvaluateAsync<string>("document.activeElement.outerHTML.slice(0, 120)"),
                await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
            Assert.True(outline != "none", $"nothing shows that the focus is on {name}");
            if (seen == 0)
            {
                Assert.Contains("Skip to content", name, StringComparison.Ordinal);
            }
        }

        Assert.Equal(all, seen);
    }

    [Fact]
    public async Task The_skip_link_leads_past_the_navigation()
    {
        Chromium.SkipUnlessHere();
        await using var visit = await stage.VisitAsync(Look.Light);
        await visit.GoAsync("/");
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await visit.Page.EvaluateAsync<string>("document.activeElement.id"));
    }

    [Fact]
    public async Task A_page_changes_by_itself_and_keeps_what_the_reader_did()
    {
        Chromium.SkipUnlessHere();
        await using var visit = await stage.VisitAsync(Look.Light);
        await visit.GoAsync("/fleets/web");
        var page = visit.Page;
        await page.EvaluateAsync("window.isTheSame = true");
        await page.Locator("#arithmetic summary").ClickAsync();
        var before = await page.Locator(".seen").InnerTextAsync();
        await Assertions.Expect(page.Locator(".seen")).Not.ToHaveTextAsync(before.Trim(), new() { Timeout = 20_000 });
        Assert.True(await page.EvaluateAsync<bool>("window.isTheSame === true"), "it was loaded anew");
        Assert.True(await page.EvaluateAsync<bool>("document.getElementById('arithmetic').open"));
        Assert.Equal("SUMMARY", await page.EvaluateAsync<string>("document.activeElement.tagName"));
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task A_command_is_copied_by_its_button()
    {
        Chromium.SkipUnlessHere();
        await using var visit = await stage.VisitAsync(Look.Light);
        await visit.GoAsync("/");
        var page = visit.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy: imageforge fleet launch api" }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-said]")).ToHaveTextAsync("Command copied");
        Assert.Equal(
            "imageforge fleet launch api", await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task Without_scripts_pages_are_complete_and_say_how_to_bring_them_up_to_date()
    {
        Chromium.SkipUnlessHere();
        await using var visit = await stage.VisitAsync(Look.Light, scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/fleets/web?show=all");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures.Folder, "fleet-without-scripts.png") });

        // What stands in noscript is shown by browsers without scripts; one that is only told to run none has read it
        // as text.
        Assert.Contains("this page does not change by itself", await page.ContentAsync(), StringComparison.Ordinal);
        await Assertions.Expect(page.Locator(".copy").First).ToBeHiddenAsync();
        await page.Locator("#show").SelectOptionAsync("attention");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        Assert.Contains("show=attention", page.Url, StringComparison.Ordinal);
        Assert.Equal(8, await page.Locator("tr[data-key^='instance-']").CountAsync());
        await page.GetByRole(AriaRole.Link, new() { Name = "Risks", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Risks");
    }

    [Fact]
    public async Task Nothing_is_loaded_from_elsewhere_and_no_page_can_be_put_into_another()
    {
        Chromium.SkipUnlessHere();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = stage.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await stage.TokenAsync());
        foreach (var (_, path) in PictureTests.Pages)
        {
            using var answer = await http.GetAsync(
                new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.True(answer.Headers.CacheControl!.NoStore);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain("style=\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>", text, StringComparison.Ordinal);
        }
    }
}
