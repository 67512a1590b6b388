using ImageForge.Browser.Tests;
using Microsoft.Playwright;

namespace ImageForge.EndToEnd.Tests.Support;

/// <summary>Takes pictures of a running service's pages, and holds each page to what every reader needs.</summary>
internal sealed class DashboardCamera : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly Uri _service;
    private readonly string _token;
    private readonly string _folder;

    private DashboardCamera(IPlaywright playwright, IBrowser browser, Uri service, string token, string folder) =>
        (_playwright, _browser, _service, _token, _folder) = (playwright, browser, service, token, folder);

    /// <param name="service">Where its pages are.</param>
    /// <param name="token">A viewer's.</param>
    public static async Task<DashboardCamera> OpenAsync(Uri service, string token)
    {
        // It takes what machines and load leave of the processor: looking at a page must not be what requests wait for.
        var folder = Directory.CreateTempSubdirectory("if-camera-").FullName;
        var program = Path.Combine(folder, "chromium");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\nexec nice -n 15 {Chromium.Program} \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var playwright = await Playwright.CreateAsync();
        var browser = await Chromium.LaunchAsync(playwright, program);
        return new DashboardCamera(playwright, browser, service, token, folder);
    }

    /// <summary>Each page by day, by night and on a phone; axe finds nothing grave, and nothing is cut off.</summary>
    public async Task KeepAsync(string name, IEnumerable<string> pages)
    {
        var known = pages.ToList();
        foreach (var look in Look.All)
        {
            await using var visit = await Visit.BeginAsync(_browser, _service, look, _token);
            foreach (var page in known)
            {
                Assert.Equal(200, await visit.GoAsync($"/{page}"));
                await visit.KeepAsync($"{name}-{(page.Length == 0 ? "all" : page.Replace('/', '-'))}-{look}");
                Assert.Empty(await visit.FaultsAsync());
                Assert.True(await visit.OverhangAsync() <= 0, $"{page} is wider than its window ({look})");
            }

            Assert.Empty(visit.Complaints);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
