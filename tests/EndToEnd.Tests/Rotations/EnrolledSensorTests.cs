using System.Text;
using System.Text.Json;
using ImageForge.Core;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;

namespace ImageForge.EndToEnd.Tests.Rotations;

/// <summary>
/// A sensor as its maker sells it: from his own signed archive, pinned by version and hash, with an id of its own and a
/// secret to enrol with. Built, gated and launched by the program; the sensor itself is a script.
/// </summary>
[Trait("tier", "all")]
public sealed class EnrolledSensorTests(SharedForge forge) : IDisposable
{
    private const string Secret = "open-sesame-0815";
    private static readonly TimeSpan BuildMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LaunchMax = TimeSpan.FromMinutes(5);
    private readonly ThirdParty _acme = new();
    private readonly DefinitionTree _definitions = new DefinitionTree().WithoutDetection();

    private ImageForgeCommand Command => new(forge.State.Root, _definitions.Root);

    public void Dispose()
    {
        _definitions.Dispose();
        _acme.Dispose();
    }

    [Fact]
    public async Task It_enrols_with_what_only_an_instance_is_handed_and_nothing_starts_without_it()
    {
        WriteSensor(_acme.AgentSha256("1.4"));
        var built = await Command.RunAsync(BuildMax, "build", "web");
        Assert.True(built.ExitCode == 0, $"{built}");

        var refused = await Command.RunAsync("fleet", "launch", "watched");
        Assert.Equal((int)ForgeError.NotFound, refused.ExitCode);
        Assert.Contains(
            "enrol with the credential acme.enroll, which is not at hand", refused.Errors, StringComparison.Ordinal);
        var fleets = await Command.RunAsync("fleet", "list");
        Assert.Contains("no fleet runs here", fleets.Output, StringComparison.Ordinal);
        var missing = Assert.Single((await Command.RunAsync("credential", "list", "-o", "json")).Json
            .GetProperty("credentials").EnumerateArray(),
            credential => credential.GetProperty("name").GetString() == "acme.enroll");
        Assert.Equal(JsonValueKind.Null, missing.GetProperty("setAt").ValueKind);

        var file = Path.Combine(_definitions.Root, "secret");
        await File.WriteAllTextAsync(file, $"{Secret}\n", TestContext.Current.CancellationToken);
        var kept = await Command.RunAsync("credential", "set", "acme.enroll", "--file", file);
        Assert.True(kept.ExitCode == 0 && !kept.Output.Contains(Secret, StringComparison.Ordinal), $"{kept}");
        try
        {
            var launched = await Command.RunAsync(LaunchMax, "fleet", "launch", "watched");
            Assert.True(launched.ExitCode == 0, $"{launched}");

            var instance = Assert.Single((await Command.RunAsync("fleet", "show", "watched", "-o", "json")).Json
                .GetProperty("instances").EnumerateArray());
            Assert.Contains(
                $"acme: enrolled with {Digest.OfText(Secret).Hex[..8]}",
                instance.GetProperty("sensorDetail").GetString(), StringComparison.Ordinal);
            AssertNowhereOnDisk(instance);
        }
        finally
        {
            await Command.RunAsync("fleet", "destroy", "watched");
            await Command.RunAsync("credential", "remove", "acme.enroll");
        }
    }

    [Fact]
    public async Task A_package_that_is_not_the_pinned_one_is_refused_whatever_its_archive_signs()
    {
        WriteSensor(_acme.AgentSha256("2.0"));

        var outcome = await Command.RunAsync("build", "web", "--plan");

        Assert.Equal((int)ForgeError.Integrity, outcome.ExitCode);
        Assert.Contains("has acme-agent 1.4 with the SHA-256", outcome.Errors, StringComparison.Ordinal);
    }

    // The guest was told, and its service did not write it down; neither did we.
    private void AssertNowhereOnDisk(JsonElement instance)
    {
        var secret = Encoding.ASCII.GetBytes(Secret);
        var folder = Path.Combine(forge.State.Instances, instance.GetProperty("id").GetString()!);
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => new FileInfo(path).Length > 0).ToList();
        Assert.Contains(files, path => path.EndsWith(".qcow2", StringComparison.Ordinal));
        Assert.All(files, path => Assert.True(
            File.ReadAllBytes(path).AsSpan().IndexOf(secret) < 0, $"{path} holds the secret"));
    }

    private void WriteSensor(string sha256)
    {
        _definitions.Write("images/sensors/acme/acme.asc", _acme.Key("acme"))
            .Write("images/sensors/acme/agent", """
                #!/bin/sh -eu
                umask 077
                mkdir -p /var/lib/acme
                [ -s /var/lib/acme/id ] || od -An -tx1 -N16 /dev/urandom >/var/lib/acme/id
                tr -d '\n' <"$CREDENTIALS_DIRECTORY/acme.enroll" | sha256sum | cut -c1-8 >/run/acme-enrolled
                exec sleep infinity

                """)
            .Write("images/sensors/acme/acme.service", """
                [Service]
                Type=exec
                ExecStart=/usr/lib/acme/agent
                LoadCredential=acme.enroll
                [Install]
                WantedBy=multi-user.target

                """)
            .Write("images/sensors/acme.yaml", $$"""
                id: acme
                title: Somebody's agent
                repositories:
                  - name: acme
                    uri: {{_acme.Address}}
                    suite: stable
                    components: [main]
                    key: acme/acme.asc
                    pins: [{ package: acme-agent, version: "1.4", sha256: {{sha256}} }]
                packages: [acme-agent]
                files:
                  - { path: /usr/lib/acme/agent, source: acme/agent, mode: "0755" }
                  - { path: /etc/systemd/system/acme.service, source: acme/acme.service }
                services: { enable: [acme.service] }
                enrolment: [acme.enroll]
                identities: [/var/lib/acme/id]
                events: { log: /var/log/acme/events.json, form: falco }
                probe: |
                  #!/bin/bash
                  read -r mark </run/acme-enrolled || { echo 'not enrolled'; exit 1; }
                  echo "enrolled with $mark"

                """)
            .Replace("images/web/image.yaml", "services:\n", "sensors: [acme]\nservices:\n")
            .Write("schedules/watched.yaml", """
                fleet: watched
                image: web
                desired: 1
                minHealthyPercentage: 100
                maxHealthyPercentage: 200
                instanceWarmup: 5s
                drainTimeout: 5s
                launchTimeout: 3m
                checkpoints: []
                bakeTime: 5s
                windows: always
                listen: 127.0.0.1:0

                """);
    }
}
