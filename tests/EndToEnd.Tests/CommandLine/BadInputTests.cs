using System.Globalization;
using ImageForge.Engine;

namespace ImageForge.EndToEnd.Tests.CommandLine;

/// <summary>
/// Bad input at the front desk, without a machine: each one clear error, the documented exit code, a way out, never a
/// stack trace, and the same as JSON. What definitions alone can hold wrong is told apart in Engine.Tests.
/// </summary>
public sealed class BadInputTests : IDisposable
{
    private readonly DefinitionTree _definitions = new();
    private readonly string _state = Directory.CreateTempSubdirectory("if-").FullName;

    public void Dispose()
    {
        _definitions.Dispose();
        Directory.Delete(_state, recursive: true);
    }

    [Theory]
    [InlineData(ForgeError.Usage, "sho", "journal sho")]
    [InlineData(ForgeError.Usage, "yaml", "image list --output yaml")]
    [InlineData(ForgeError.Usage, "backports", "build web --plan --pockets release,backports")]
    [InlineData(ForgeError.Usage, "release", "build web --plan --pockets security")]
    [InlineData(ForgeError.Usage, "0", "quickstart --rate 0")]
    [InlineData(ForgeError.Usage, "many", "quickstart --rate many")]
    [InlineData(ForgeError.NotFound, "nothing", "image show nothing")]
    [InlineData(ForgeError.NotFound, "nothing", "image diff nothing web")]
    [InlineData(ForgeError.NotFound, "nothing", "image verify nothing")]
    [InlineData(ForgeError.NotFound, "no key", "key rotate")]
    [InlineData(ForgeError.NotFound, "nothing", "explain nothing")]
    [InlineData(ForgeError.NotFound, "verdict of its day", "explain CVE-2026-0001")]
    [InlineData(ForgeError.NotFound, "debian-tracker", "feed update debian-traker")]
    [InlineData(ForgeError.NotFound, "nothing.json", "feed update osv --file nothing.json")]
    [InlineData(ForgeError.Usage, "name the feed", "feed update --file copy.json")]
    [InlineData(ForgeError.Usage, "--url", "feed update osv --url example.test")]
    [InlineData(ForgeError.External, "127.0.0.1:1", "feed update osv --url http://127.0.0.1:1/feed.zip")]
    [InlineData(ForgeError.NotFound, "nothing", "fleet show nothing")]
    [InlineData(ForgeError.NotFound, "nothing", "fleet destroy nothing")]
    [InlineData(ForgeError.NotFound, "nothing", "rotate nothing")]
    [InlineData(ForgeError.NotFound, "web-nothing", "why web-nothing")]
    [InlineData(ForgeError.NotFound, "fleet/nothing", "journal show fleet/nothing")]
    [InlineData(ForgeError.NotFound, "web", "fleet launch web")]
    [InlineData(ForgeError.NotFound, "nothing", "fleet snapshot nothing")]
    [InlineData(ForgeError.NotFound, "wbe", "simulate wbe")]
    [InlineData(ForgeError.Usage, "earthquake", "simulate web --faults earthquake")]
    [InlineData(ForgeError.Usage, "probability", "simulate web --faults answer-lost=2")]
    [InlineData(ForgeError.Usage, "gcp", "simulate web --limits gcp")]
    [InlineData(ForgeError.Usage, "0", "simulate web --instances 0")]
    [InlineData(ForgeError.Usage, "many", "simulate web --seed many")]
    [InlineData(ForgeError.NotFound, "nothing.json", "simulate web --against nothing.json")]
    [InlineData(ForgeError.Usage, "leave one", "simulate web --against nothing.json --instances 3")]
    [InlineData(ForgeError.Environment, "--timeline", "simulate web --timeline /proc/none/page.html")]
    [InlineData(ForgeError.Usage, "--quicker", "simulate web --quicker 0")]
    [InlineData(ForgeError.Usage, "'7077'", "simulate web --listen 7077")]
    [InlineData(ForgeError.Usage, "'127.0.0.1:99999'", "simulate web --listen 127.0.0.1:99999")]
    [InlineData(ForgeError.Usage, "0.0.0.0", "simulate web --listen 0.0.0.0:7077")]
    [InlineData(ForgeError.Usage, "clock-jump", "simulate web --listen 127.0.0.1:0 --faults clock-jump")]
    [InlineData(ForgeError.Usage, "--timeline", "simulate web --listen 127.0.0.1:0 --timeline page.html")]
    [InlineData(ForgeError.Usage, "0 to 100000", "simulate web --listen 127.0.0.1:0 --instances -1")]
    [InlineData(ForgeError.Usage, "'aws'", "fleet list --target aws")]
    [InlineData(ForgeError.Usage, "example.test", "fleet list --target simulated:http://example.test:7077")]
    [InlineData(ForgeError.Usage, "127.0.0.1", "fleet list --target simulated:127.0.0.1:7077")]
    [InlineData(ForgeError.External, "no simulated cloud", "fleet list --target simulated:http://127.0.0.1:1")]
    public Task The_command_line_asks_for_what_is_not_there(ForgeError error, string mentions, string commandLine) =>
        RefusedAsync(error, mentions, commandLine.Split(' '));

    [Fact]
    public async Task An_image_that_does_not_exist() =>
        await RefusedAsync(ForgeError.NotFound, "wbe", "build", "wbe", "--plan");

    [Fact]
    public async Task A_schedule_that_does_not_exist() =>
        await RefusedAsync(ForgeError.NotFound, "wbe", "fleet", "launch", "wbe");

    [Fact]
    public async Task An_unknown_key_is_shown_with_its_place_and_the_nearest_name()
    {
        _definitions.Replace("images/web/image.yaml", "packages:", "pakages:");
        var outcome = await RefusedAsync(ForgeError.InvalidDefinition, "images/web/image.yaml:6:1", "validate");
        Assert.Contains("packages", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_fault_of_every_file_is_shown_at_once()
    {
        _definitions.Replace("images/web/image.yaml", "packages:", "pakages:");
        _definitions.Replace("schedules/web.yaml", "desired: 3", "desired: many");
        var outcome = await RefusedAsync(ForgeError.InvalidDefinition, "schedules/web.yaml", "validate");
        Assert.Contains("images/web/image.yaml", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_definitions()
    {
        Directory.Delete(Path.Combine(_definitions.Root, "images"), recursive: true);
        await RefusedAsync(ForgeError.NotFound, "web", "build", "web", "--plan");
    }

    [Fact]
    public async Task A_mirror_that_cannot_be_reached()
    {
        // Port 1 of the loopback address: refused at once, on any machine.
        _definitions.Replace(
            "images/debian-base/image.yaml", "  suite: bookworm",
            "  suite: bookworm\n  mirror: http://127.0.0.1:1/debian\n  securityMirror: http://127.0.0.1:1/security");
        await RefusedAsync(ForgeError.External, "127.0.0.1:1", "build", "web", "--plan");
    }

    [Fact]
    public async Task Offline_without_an_index_at_hand() =>
        await RefusedAsync(ForgeError.Environment, "offline", "build", "web", "--plan", "--offline");

    [Fact]
    public async Task A_tool_that_is_missing()
    {
        using var folder = new ToolFolder("mmdebstrap");
        await RefusedAsync(
            new ImageForgeCommand(_state, _definitions.Root) { SearchPath = folder.Path }, ForgeError.Environment,
            "mmdebstrap", "build", "web", "--plan");
    }

    [Fact]
    public async Task A_state_directory_that_is_a_file()
    {
        var file = Path.Combine(_state, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await RefusedAsync(
            new ImageForgeCommand(file, _definitions.Root), ForgeError.Environment, file, "image", "list");
    }

    [Fact]
    public async Task A_state_directory_whose_path_is_too_long() => await RefusedAsync(
        new ImageForgeCommand("/tmp/" + new string('x', 100), _definitions.Root), ForgeError.Environment, "shorter",
        "image", "list");

    [Fact]
    public async Task A_database_that_is_none()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_state, "forge.db"), new string('x', 4096), TestContext.Current.CancellationToken);
        await RefusedAsync(ForgeError.Integrity, "forge.db", "journal", "show");
    }

    [Fact]
    public async Task A_manifest_that_is_damaged()
    {
        var folder = Path.Combine(_state, "artifacts", new string('a', 64));
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "manifest.json"), "{", TestContext.Current.CancellationToken);
        await RefusedAsync(ForgeError.Integrity, folder, "image", "list");
    }

    [Fact]
    public async Task A_disk_that_is_full()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs namespaces: mounting a small disk takes root");
        var outcome = await new ImageForgeCommand(_state, _definitions.Root).RunInShellAsync(
            "mount -t tmpfs -o size=512k tmpfs \"$IMAGEFORGE_STATE\" && exec \"$@\"", "build", "web", "--plan");
        Assert.True(outcome.ExitCode == (int)ForgeError.Environment, $"{outcome}");
        AssertClear(outcome, "the disk is full");
    }

    private Task<CommandOutcome> RefusedAsync(ForgeError error, string mentions, params string[] arguments) =>
        RefusedAsync(new ImageForgeCommand(_state, _definitions.Root), error, mentions, arguments);

    private static async Task<CommandOutcome> RefusedAsync(
        ImageForgeCommand command, ForgeError error, string mentions, params string[] arguments)
    {
        var outcome = await command.RunAsync(arguments);
        Assert.True(outcome.ExitCode == (int)error, $"{error} expected: {outcome}");
        AssertClear(outcome, mentions);
        if (!arguments.Contains("--output"))
        {
            var asJson = await command.RunAsync([.. arguments, "--output", "json"]);
            var failure = asJson.Json.GetProperty("error");
            Assert.Equal(error.ToString(), failure.GetProperty("kind").GetString());
            Assert.Equal((int)error, failure.GetProperty("exitCode").GetInt32());
            Assert.Equal(asJson.ExitCode, outcome.ExitCode);
        }

        return outcome;
    }

    private static void AssertClear(CommandOutcome outcome, string mentions)
    {
        Assert.StartsWith("error: ", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains(mentions, outcome.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", outcome.Errors + outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", outcome.Errors, StringComparison.Ordinal);
        var lines = outcome.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.True(lines <= 12, string.Create(CultureInfo.InvariantCulture, $"{lines} lines: {outcome.Errors}"));
    }
}
