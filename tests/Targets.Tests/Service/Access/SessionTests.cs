using ImageForge.Core.Journal;
using ImageForge.Engine.Access;
using ImageForge.Targets.Tests.Local;

namespace ImageForge.Targets.Tests.Service.Access;

/// <summary>Signing in with a token, in a browser; the cookie is worth what the token is.</summary>
public sealed class SessionTests : IDisposable
{
    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _tree.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task A_session_opens_what_its_token_opens_until_the_token_is_revoked()
    {
        using var service = await StartAsync();
        using var browser = new Browser(service.Address!);
        using var before = await browser.GetAsync("v1/fleets", asPage: true);
        Assert.Equal((302, "/sign-in?from=%2Fv1%2Ffleets"), (Status(before), Location(before)));
        Assert.Null((await browser.SessionAsync()).GetProperty("name").GetString());

        using var rooms = service.Rooms();
        var issued = await rooms.Tokens.CreateAsync(
            "ada", Role.Viewer, TimeSpan.FromDays(1), Actor.Account(), Cancellation);
        using var opened = await browser.PostAsync(
            "session", asPage: true, ("token", issued.Text), ("from", "/risks"));
        Assert.Equal((302, "/risks"), (Status(opened), Location(opened)));
        var cookie = Assert.Single(
            opened.Headers.GetValues("Set-Cookie"), text => text.StartsWith("imageforge=", StringComparison.Ordinal));
        Assert.Contains("; samesite=strict; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
        var session = await browser.SessionAsync();
        Assert.Equal("ada", session.GetProperty("name").GetString());
        Assert.Equal("viewer", session.GetProperty("role").GetString());
        using var sees = await browser.GetAsync("v1/fleets");
        Assert.Equal(200, Status(sees));

        await rooms.Tokens.RevokeAsync(issued.Token.Id.Value, Actor.Account(), Cancellation);
        using var ended = await browser.GetAsync("v1/fleets");
        Assert.Equal(401, Status(ended));
        var audit = await rooms.Journal.ReadAsync(AuditJournal.Chain, 0, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(2, audit.Count(entry => entry.Subject == "openSession"));
    }

    [Fact]
    public async Task A_cookie_changes_nothing_without_a_form_of_ours_and_ends_when_it_is_told_to()
    {
        using var service = await StartAsync();
        using var browser = new Browser(service.Address!);
        using var opened = await browser.PostAsync(
            "session", false, ("token", await service.TokenAsync(Role.Operator)));
        Assert.Equal(204, Status(opened));

        // As a page elsewhere would send it, had the browser added the cookie.
        using var forged = await browser.PostRawAsync("session/end", false, ("formToken", "guessed"));
        Assert.Equal(400, Status(forged));
        Assert.Equal("operator", (await browser.SessionAsync()).GetProperty("role").GetString());

        using var ended = await browser.PostAsync("session/end", asPage: true);
        Assert.Equal((302, "/sign-in"), (Status(ended), Location(ended)));
        using var after = await browser.GetAsync("v1/fleets");
        Assert.Equal(401, Status(after));

        // What was refused left no entry, what was done left two.
        using var rooms = service.Rooms();
        var audit = await rooms.Journal.ReadAsync(AuditJournal.Chain, 0, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(
            [JournalPhase.Began, JournalPhase.Done],
            audit.Where(entry => entry.Subject == "endSession").Select(entry => entry.Phase));
        Assert.Contains("\"role\":\"Operator\",\"from\":\"127.0.0.1\"", audit[^2].Data, StringComparison.Ordinal);
        Assert.Equal("""{"event":"ended","outcome":"302"}""", audit[^1].Data);
    }

    [Fact]
    public async Task One_is_never_led_elsewhere()
    {
        using var service = await StartAsync();
        var token = await service.TokenAsync(Role.Viewer);
        string[] places = ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example/", "risks", ""];
        foreach (var from in places)
        {
            using var browser = new Browser(service.Address!);
            using var opened = await browser.PostAsync("session", asPage: true, ("token", token), ("from", from));
            Assert.Equal((302, "/", from), (Status(opened), Location(opened), from));
        }
    }

    [Fact]
    public async Task What_is_no_readers_token_or_no_form_opens_none()
    {
        using var service = await StartAsync();
        using var browser = new Browser(service.Address!);
        using var wrong = await browser.PostAsync("session", false, ("token", "imf_wrong"));
        Assert.Equal(401, Status(wrong));
        using var page = await browser.PostAsync("session", asPage: true, ("token", "imf_wrong"));
        Assert.Equal((302, "/sign-in?refused=token"), (Status(page), Location(page)));
        using var detector = await browser.PostAsync(
            "session", false, ("token", await service.TokenAsync(Role.Detector)));
        Assert.Equal(401, Status(detector));
        using var forged = await browser.PostRawAsync(
            "session", false, ("token", await service.TokenAsync(Role.Viewer)));
        Assert.Equal(400, Status(forged));
        using var stranger = new Stranger(service.Address!, 1);
        using var json = await stranger.SendAsync(HttpMethod.Post, "session", null, "{}");
        Assert.Equal(415, Status(json));
        Assert.DoesNotContain(
            browser.Cookies.GetCookies(service.Address!), cookie => ((System.Net.Cookie)cookie).Name == "imageforge");
    }

    [Fact]
    public async Task Sessions_outlive_a_restart_and_their_keys_are_for_their_owner()
    {
        using var browser = await SignedInAcrossARestartAsync();
        var keys = Directory.GetFiles(Path.Combine(_state.Directory.Root, "sessions"));
        Assert.All(keys, file => Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.NotEmpty(keys);
    }

    private async Task<Browser> SignedInAcrossARestartAsync()
    {
        using var first = await StartAsync();
        var browser = new Browser(first.Address!);
        using var opened = await browser.PostAsync("session", false, ("token", await first.TokenAsync(Role.Viewer)));
        Assert.Equal(204, Status(opened));
        await first.KillAsync();
        using var second = await ServiceProcessRun.StartAsync(
            _state.Directory.Root, _tree.Root, listen: first.Address!.Authority);
        using var sees = await browser.GetAsync("v1/fleets");
        Assert.Equal(200, Status(sees));
        return browser;
    }

    private Task<ServiceProcessRun> StartAsync() => ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);

    private static int Status(HttpResponseMessage response) => (int)response.StatusCode;

    private static string? Location(HttpResponseMessage response) => response.Headers.Location?.OriginalString;
}
