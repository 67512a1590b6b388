using Microsoft.Playwright;

namespace ImageForge.Browser.Tests;

/// <summary>The system's own browser: nothing is downloaded.</summary>
internal static class Chromium
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];

    // A browser that talks to nobody but the page's own server.
    private static readonly string[] Switches =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    ];

    /// <summary>Null where there is none.</summary>
    public static string? Program { get; } = Array.Find(Places, File.Exists);

    /// <summary>Skips the test where there is no browser.</summary>
    public static void SkipUnlessHere() =>
        Assert.SkipUnless(IsHere, "needs chromium: apt-get install --no-install-recommends chromium");

    public static bool IsHere => Program is not null;

    /// <param name="program">What starts it; null: it itself.</param>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright, string? program = null) =>
        playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = program ?? Program, Args = Switches });
}
