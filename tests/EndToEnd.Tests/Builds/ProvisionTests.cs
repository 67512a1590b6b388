using System.Text.Json.Nodes;
using ImageForge.Core.Images;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;

namespace ImageForge.EndToEnd.Tests.Builds;

/// <summary>
/// What users bring along: an archive of a third party, a local package, a script, a playbook. Real layers and disks;
/// nothing is booted.
/// </summary>
[Trait("tier", "vm")]
public sealed class ProvisionTests(SharedForge forge) : IAsyncDisposable
{
    private readonly ShopForge _shop = new(forge);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task It_builds_rebuilds_without_work_rebuilds_one_layer_and_gives_the_same_disk_elsewhere()
    {
        var plan = await _shop.PlanAsync(_shop.Engine);
        var built = (await BuildAsync(_shop.Engine, plan)).Artifact;
        AssertBill(built);

        var again = await BuildAsync(_shop.Engine, await _shop.PlanAsync(_shop.Engine));
        Assert.True(again.Reused);

        var elsewhere = _shop.NewEngine();
        var twin = (await BuildAsync(elsewhere, await _shop.PlanAsync(elsewhere))).Artifact;
        Assert.Equal(built.Id, twin.Id);
        Assert.Equal(built.Layers.Select(layer => layer.Content), twin.Layers.Select(layer => layer.Content));
        Assert.Equal(DiskOf(built), DiskOf(twin));

        _shop.Write("ansible/roles/shelf/templates/shelf.conf.j2", "another shelf\n");
        var changed = await _shop.PlanAsync(_shop.Engine);
        Assert.Equal(
            ["step 2 ansible shop/ansible/site.yml"],
            changed.Layers.Where(layer => !_shop.HasLayer(layer)).Select(layer => layer.Name));
        var progress = new TestProgress();
        var other = (await _shop.Engine.BuildAsync(changed, progress, Cancellation)).Artifact;
        Assert.NotEqual(DiskOf(built), DiskOf(other));
        Assert.Equal(
            ["layer step 2 ansible shop/ansible/site.yml"],
            progress.All.Where(report =>
                report.State == StepState.Done && report.Step.StartsWith("layer ", StringComparison.Ordinal))
                .Select(report => report.Step));
    }

    [Fact]
    public async Task A_script_that_reaches_for_the_network_fails_unless_its_step_says_so()
    {
        _shop.Write("steps/fetch.sh", $"""
            #!/bin/bash -eu
            exec 3<>/dev/tcp/127.0.0.1/{_shop.Acme.Port}
            printf 'GET /hello HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3
            sed -n '$p' <&3 >/opt/hello
            grep '^nameserver' /etc/resolv.conf
            grep -q 'from the network' /opt/hello

            """);
        _shop.WriteImage("steps: [{ run: steps/fetch.sh }]\n");
        var failure = await FailureAsync();
        Assert.Contains("layer step 1 run shop/steps/fetch.sh", failure, StringComparison.Ordinal);
        Assert.Contains("it reached for the network", failure, StringComparison.Ordinal);
        Assert.Contains("network: true", failure, StringComparison.Ordinal);

        _shop.WriteImage("steps: [{ run: steps/fetch.sh, network: true }]\n");
        var built = (await BuildAsync(_shop.Engine, await _shop.PlanAsync(_shop.Engine))).Artifact;

        var step = Assert.Single(built.Steps);
        Assert.True(step.HasNetwork);
        Assert.Equal("/opt/hello", Assert.Single(step.Files).Path);
        Assert.Equal(Core.Digest.OfText("from the network\n"), step.Files[0].Sha256);
    }

    [Fact]
    public async Task A_script_that_never_ends_is_ended_at_its_limit()
    {
        _shop.Write("steps/endless.sh", "sleep 1000\n");
        _shop.WriteImage("steps: [{ run: steps/endless.sh, timeLimit: 2s }]\n");

        var failure = await FailureAsync();

        Assert.Contains("layer step 1 run shop/steps/endless.sh", failure, StringComparison.Ordinal);
        Assert.Contains("it ran longer than 2 s and was ended", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo secret >/root/.bash_history", "/root/.bash_history 7 bytes", "remove them at the end")]
    [InlineData("echo x >/tmp/leftover", "/tmp/leftover 2 bytes", "sealing them away would hide it")]
    [InlineData("echo 1234 >/etc/machine-id", "/etc/machine-id 5 bytes", "that no image keeps")]
    [InlineData("echo x >/var/log/setup.log", "/var/log/setup.log 2 bytes", "that no image keeps")]
    [InlineData("dpkg --remove acme-settings", "-ii acme-settings 3", "name them under packages")]
    public async Task A_step_is_refused_by_name(string script, params string[] words)
    {
        _shop.Write("steps/bad.sh", script + "\n");
        _shop.WriteImage("steps: [{ run: steps/bad.sh }]\n");

        var failure = await FailureAsync();

        Assert.Contains("layer step 1 run shop/steps/bad.sh", failure, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, failure, StringComparison.Ordinal));
        Assert.DoesNotContain("it reached for the network", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_playbook_that_fails_is_named_with_the_task()
    {
        _shop.Write("ansible/site.yml", """
            - hosts: all
              tasks:
                - name: Ask for what is not there
                  ansible.builtin.command: /no/such/program

            """);

        var failure = await FailureAsync();

        Assert.Contains("layer step 2 ansible shop/ansible/site.yml", failure, StringComparison.Ordinal);
        Assert.Contains("Ask for what is not there", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_the_repository_named()
    {
        _shop.Write("keys/other.asc", _shop.Acme.Key("other"));
        _shop.WriteImage(ShopForge.StepsAsTheyAre, key: "keys/other.asc");

        var failure = await Assert.ThrowsAsync<ForgeException>(() => _shop.PlanAsync(_shop.Engine));

        Assert.Equal(ForgeError.InvalidDefinition, failure.Error);
        Assert.Contains(
            $"the repository acme ({_shop.Acme.Address} stable) is not signed by the key", failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pin_that_leaves_no_version_and_a_playbook_without_python_are_refused()
    {
        var definition = _shop.Definitions.ReadImage("shop");
        var pinned = definition with
        {
            Repositories = [definition.Repositories[0] with { Pins = [new VersionPin("acme-agent", "9.*")] }],
        };
        var failure = await Assert.ThrowsAsync<ForgeException>(() =>
            _shop.Engine.PlanAsync(pinned, new BuildOptions(), Cancellation));
        Assert.Contains("pins acme-agent to 9.*", failure.Message, StringComparison.Ordinal);

        failure = await Assert.ThrowsAsync<ForgeException>(() =>
            _shop.Engine.PlanAsync(definition with { Packages = ["systemd-sysv"] }, new BuildOptions(), Cancellation));
        Assert.Contains("brings python3", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_hash_is_refused_where_it_is_written()
    {
        _shop.WriteImage(ShopForge.StepsAsTheyAre, sha256: new string('a', 64));

        var failure = Assert.Throws<DefinitionException>(() => _shop.Definitions.ReadImage("shop"));

        var error = Assert.Single(failure.Errors);
        Assert.Equal(("images/shop/image.yaml", 13, 13), (error.File, error.Line, error.Column));
        Assert.Contains(_shop.Acme.DebSha256, error.Message, StringComparison.Ordinal);
    }

    private void AssertBill(ImageArtifact artifact)
    {
        var folder = new ArtifactStore(forge.State).FolderOf(artifact.Id);
        var components = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "sbom.cdx.json")))!["components"]!
            .AsArray();
        JsonNode Find(string name) => components.Single(component => (string)component!["name"]! == name)!;
        string[] PropertiesOf(JsonNode component) =>
            [.. component["properties"]!.AsArray().Select(property => $"{property!["name"]}={property["value"]}")];

        Assert.Equal("1.4", (string)Find("acme-agent")["version"]!);
        Assert.Contains("imageforge:origin=repository acme", PropertiesOf(Find("acme-agent")));
        Assert.Contains("imageforge:origin=file shop/debs/acme-settings.deb", PropertiesOf(Find("acme-settings")));
        Assert.Equal(_shop.Acme.DebSha256, (string)Find("acme-settings")["hashes"]![0]!["content"]!);
        var shelf = Find("/etc/shelf.conf");
        Assert.Equal("file", (string)shelf["type"]!);
        Assert.Equal(Core.Digest.OfText("shelf for bookworm\n").Hex, (string)shelf["hashes"]![0]!["content"]!);
        Assert.Contains("imageforge:step=ansible shop/ansible/site.yml", PropertiesOf(shelf));
        var greetings = components.Where(component => (string)component!["name"]! == "/opt/shop/greeting").ToArray();
        Assert.Equal(
            [Core.Digest.OfText("day\n").Hex, Core.Digest.OfText("day\nand welcome\n").Hex],
            greetings.Select(greeting => (string)greeting!["hashes"]![0]!["content"]!));
        Assert.Contains("ansible-core", artifact.Tools.Keys);
        Assert.DoesNotContain(artifact.Packages, package => package.Name == "ansible-core");
        Assert.Contains("greeting of 2 words", File.ReadAllText(Path.Combine(folder, "steps.log")));
        var files = File.ReadAllText(Path.Combine(folder, "files.sha256"));
        Assert.All(
            ["/etc/apt/keyrings/acme.asc", "/etc/apt/sources.list.d/acme.sources", "/etc/apt/preferences.d/acme"],
            path => Assert.Contains($" {path}\n", files));
    }

    private static Core.Digest DiskOf(ImageArtifact artifact) =>
        artifact.Files.Single(file => file.Name == "disk.qcow2").Sha256;

    private async Task<string> FailureAsync()
    {
        var failure = await Assert.ThrowsAsync<ForgeException>(async () =>
            await BuildAsync(_shop.Engine, await _shop.PlanAsync(_shop.Engine)));
        return failure.Message;
    }

    private static Task<BuildOutcome> BuildAsync(BuildEngine engine, BuildPlan plan) =>
        engine.BuildAsync(plan, new TestProgress(), Cancellation);
}
