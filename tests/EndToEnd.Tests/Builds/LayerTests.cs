using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.EndToEnd.Tests.Builds;

/// <summary>Small layers over the web image's real packages: what steps do, and what they cannot do.</summary>
[Trait("tier", "vm")]
public sealed class LayerTests(SharedForge forge) : IAsyncDisposable
{
    private readonly List<LayerPlan> _made = [];
    private Digest _content;

    private const string Unit = """
        [Service]
        ExecStart=/bin/true
        [Install]
        WantedBy=multi-user.target
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_kind_of_step_does_what_it_says()
    {
        var source = Path.Combine(forge.State.Temporary, "test-source");
        await File.WriteAllTextAsync(source, "from the host", Cancellation);
        var file = new FileEntry("/opt/app/data", Digest.OfText("from the host"), source, "app", "app", "0640");

        var tree = await MakeAsync(
            new ProvisionStep.CreateUser(new UserAccount { Name = "app", Home = "/var/lib/app", Groups = ["adm"] }),
            new ProvisionStep.CopyFile(file),
            new ProvisionStep.WriteText("/etc/app/$(id);`id`", "'quoted' \"text\" $HOME", "0600"),
            new ProvisionStep.WriteText("/etc/systemd/system/app.service", Unit, "0644"),
            new ProvisionStep.SetUnit("app.service", Masked: false),
            new ProvisionStep.SetUnit("fstrim.timer", Masked: true),
            Script("look", """
                stat -c '%U %G %a' /opt/app/data /var/lib/app >/opt/stat
                sed -n 's/^\(app:.\).*/\1/p' /etc/shadow | tr -d '\n' >/opt/shadow
                """));

        Assert.Equal("from the host", await File.ReadAllTextAsync(tree + "/opt/app/data", Cancellation));
        Assert.Equal("app app 640\napp app 750\n", await File.ReadAllTextAsync(tree + "/opt/stat", Cancellation));
        Assert.Equal(
            "'quoted' \"text\" $HOME", await File.ReadAllTextAsync(tree + "/etc/app/$(id);`id`", Cancellation));
        Assert.Equal("app:!", await File.ReadAllTextAsync(tree + "/opt/shadow", Cancellation));
        var units = tree + "/etc/systemd/system";
        Assert.Equal(
            "/etc/systemd/system/app.service", new FileInfo(units + "/multi-user.target.wants/app.service").LinkTarget);
        Assert.Equal("/dev/null", new FileInfo(units + "/fstrim.timer").LinkTarget);
    }

    [Fact]
    public async Task A_failing_script_is_named_with_its_output_and_leaves_nothing()
    {
        var failure = await Assert.ThrowsAsync<TargetException>(() => MakeAsync(
            Script("control first", "echo fine"), Script("control second", "echo 'the reason' >&2; exit 3")));

        Assert.Contains("control second: exit code 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the reason", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("fine", failure.Message, StringComparison.Ordinal);
        Assert.False(forge.Target.HasLayer(_made[^1]));
        Assert.Empty(Directory.EnumerateDirectories(forge.State.Temporary, "layer-*"));
    }

    [Fact]
    public async Task A_script_sees_its_own_environment_no_network_and_cannot_touch_the_kernel()
    {
        var release = await File.ReadAllTextAsync("/proc/sys/kernel/core_pattern", Cancellation);

        var tree = await MakeAsync(Script("look", """
            env | sort >/opt/env
            tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' ' >/opt/devices
            ! echo changed >/proc/sys/kernel/core_pattern
            setsid sleep 1000 &
            """));

        var environment = await File.ReadAllLinesAsync(tree + "/opt/env", Cancellation);
        Assert.Equal(["LC_ALL", "NAME", "PATH", "PWD"], environment.Select(line => line.Split('=')[0]));
        Assert.Contains("NAME=a b;c", environment);
        Assert.Equal(["lo"], await File.ReadAllLinesAsync(tree + "/opt/devices", Cancellation));
        Assert.Equal(release, await File.ReadAllTextAsync("/proc/sys/kernel/core_pattern", Cancellation));
        Assert.DoesNotContain(
            Leftovers.Processes(forge.State.Root), process => !process.Contains("server", StringComparison.Ordinal));
        Assert.Empty(Leftovers.Mounts(forge.State.Root));
    }

    [Fact]
    public async Task A_link_that_points_out_of_the_tree_leads_to_a_place_in_the_tree()
    {
        var outside = Path.Combine(forge.State.Temporary, "test-outside");
        Directory.CreateDirectory(outside);

        var tree = await MakeAsync(
            Script("link", $"mkdir -p '{outside}'; ln -s '{outside}' /opt/way-out"),
            new ProvisionStep.WriteText("/opt/way-out/file", "text", "0644"),
            Script("look", "cat /opt/way-out/file >/opt/seen"));

        Assert.Equal("text", await File.ReadAllTextAsync(tree + "/opt/seen", Cancellation));
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
        Directory.Delete(outside);
    }

    [Fact]
    public async Task A_changed_layer_is_set_aside_and_made_again()
    {
        ProvisionStep[] steps = [new ProvisionStep.WriteText("/etc/app", "text", "0644")];
        var tree = await MakeAsync(steps);
        await File.WriteAllTextAsync(tree + "/etc/app", "changed behind our back", Cancellation);

        var progress = new TestProgress();
        Assert.Equal(tree, await MakeAsync(progress, steps));

        Assert.Equal("text", await File.ReadAllTextAsync(tree + "/etc/app", Cancellation));
        var aside = Assert.Single(Directory.EnumerateDirectories(forge.State.Temporary, "*-corrupt"));
        Assert.Contains(progress.All, report => report.Detail.Contains(aside, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_steps_give_the_same_content_twice()
    {
        ProvisionStep[] steps =
        [
            new ProvisionStep.CreateUser(new UserAccount { Name = "app" }),
            Script("files", "mkdir -p /opt/a/b; date >/var/log/noise; date >/tmp/noise; rm -rf /usr/share/doc/nginx"),
        ];
        await MakeAsync(steps);
        var first = _content;
        await ForgetAsync();

        await MakeAsync(steps);

        Assert.Equal(first, _content);
    }

    public async ValueTask DisposeAsync()
    {
        await ForgetAsync();
        foreach (var aside in Directory.EnumerateDirectories(forge.State.Temporary, "*-corrupt"))
        {
            await LocalBuildTarget.RemoveTreeAsync(aside, CancellationToken.None);
        }
    }

    private static ProvisionStep.RunScript Script(string name, string text) => new(
        name, text, ImmutableSortedDictionary<string, string>.Empty.Add("NAME", "a b;c"));

    private Task<string> MakeAsync(params ProvisionStep[] steps) => MakeAsync(new TestProgress(), steps);

    /// <returns>Path of the layer's tree.</returns>
    private async Task<string> MakeAsync(IProgress<BuildProgress> progress, params ProvisionStep[] steps)
    {
        var web = await forge.PlanAsync("web");
        await forge.EnsureLayersAsync(web, "base", "packages");
        ImmutableArray<LayerPlan> below = [.. web.Layers.Take(2)];
        var mine = new LayerPlan("test", Digest.OfFields(steps.Select(step => $"{step}")), below[1].Key, [.. steps]);
        _made.Add(mine);
        _content = await forge.Target.EnsureLayerAsync(
            web with { Layers = below.Add(mine) }, mine, ImmutableDictionary<Digest, string>.Empty, progress,
            Cancellation);
        return Path.Combine(forge.State.Layers, mine.Key.Hex, "tree");
    }

    private async Task ForgetAsync()
    {
        foreach (var layer in _made)
        {
            await LocalBuildTarget.RemoveTreeAsync(
                Path.Combine(forge.State.Layers, layer.Key.Hex), CancellationToken.None);
        }
    }
}
