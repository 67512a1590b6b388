using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ImageForge.Browser.Tests;

/// <summary>One reader's window, and everything that it complains about.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private const int Height = 900;
    private static readonly string[] Grave = ["serious", "critical"];
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private Visit(IBrowserContext context, IPage page, Uri origin)
    {
        (_context, Page) = (context, page);
        page.Console += (_, said) =>
        {
            if (said.Type is "error" or "warning")
            {
                _complaints.Enqueue($"{said.Type}: {said.Text} ({said.Location})");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue($"thrown: {error}");
        page.RequestFailed += (_, request) => _complaints.Enqueue($"failed: {request.Url}: {request.Failure}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(origin.AbsoluteUri, StringComparison.Ordinal))
            {
                _complaints.Enqueue($"leaves its origin: {request.Url}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>What the browser's console said, what was thrown, and what was asked of others.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Opens a window, and signs in by its form.</summary>
    /// <param name="token">Null: nobody signs in.</param>
    /// <param name="session">What a visit kept that signed in before; null: there was none.</param>
    public static async Task<Visit> BeginAsync(
        IBrowser browser, Uri origin, Look look, string? token, bool scripts = true, string? session = null)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = origin.AbsoluteUri,
            ColorScheme = look.Scheme,
            JavaScriptEnabled = scripts,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = look.Width, Height = Height },
            Permissions = ["clipboard-write", "clipboard-read"],
            StorageState = session,
        });
        var visit = new Visit(context, await context.NewPageAsync(), origin);
        if (token is not null)
        {
            await visit.Page.GotoAsync("/sign-in?from=%2Fjournal");
            await visit.SignInAsync(token);
        }

        return visit;
    }

    /// <summary>What another visit needs to be signed in as this one is.</summary>
    public Task<string> SessionAsync() => _context.StorageStateAsync();

    /// <summary>Fills in the form of the page that asks for a token.</summary>
    public async Task SignInAsync(string token)
    {
        await Page.FillAsync("#token", token);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    public async Task<int> GoAsync(string path)
    {
        var answer = await Page.GotoAsync(path);
        await Page.EvaluateAsync("document.fonts.ready.then(() => true)");
        return answer!.Status;
    }

    /// <summary>Keeps a picture of the whole page as test output.</summary>
    public async Task KeepAsync(string name) => await Page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(Pictures.Folder, $"{name}.png"), FullPage = true,
    });

    /// <summary>What axe finds serious or critical, each with where it is.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync()
    {
        var result = await Page.RunAxe();
        return
        [
            .. result.Violations.Where(violation => Grave.Contains(violation.Impact))
                .SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html}")),
        ];
    }

    /// <summary>How much wider the page is than its window, in CSS pixels.</summary>
    public Task<int> OverhangAsync() => Page.EvaluateAsync<int>(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
