using ImageForge.Core.Images;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Feeds;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.EndToEnd.Tests.Builds;

/// <summary>
/// An image with something of everything that is not Debian's, and stores to build it in: the shared one, and one that
/// has nothing yet.
/// </summary>
internal sealed class ShopForge : IAsyncDisposable
{
    private readonly SharedForge _shared;
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly string _definitions = Directory.CreateTempSubdirectory("if-shop-").FullName;
    private readonly List<string> _stores = [];

    public ShopForge(SharedForge shared)
    {
        _shared = shared;
        Write("keys/acme.asc", Acme.Key("acme"));
        Directory.CreateDirectory(Path.Combine(_definitions, "images/shop/debs"));
        File.Copy(Acme.Deb, Path.Combine(_definitions, "images/shop/debs/acme-settings.deb"));
        Write("steps/setup.sh", """
            #!/bin/bash
            words=($GREETING)
            mkdir -p /opt/shop
            printf '%s\n' "${words[-1]}" >/opt/shop/greeting
            useradd --system shopkeeper
            echo "greeting of ${#words[@]} words"

            """);
        Write("ansible/site.yml", """
            - hosts: all
              become: true
              roles: [shelf]

            """);
        Write("ansible/roles/shelf/templates/shelf.conf.j2", "shelf for {{ ansible_distribution_release }}\n");
        Write("ansible/roles/shelf/tasks/main.yml", """
            - name: Write the shelf
              ansible.builtin.template:
                src: shelf.conf.j2
                dest: /etc/shelf.conf
                mode: "0640"
            - name: Link it
              ansible.builtin.file:
                src: /etc/shelf.conf
                dest: /opt/shop/shelf
                state: link
            - name: Change the greeting
              ansible.builtin.lineinfile:
                path: /opt/shop/greeting
                line: and welcome

            """);
        WriteImage(StepsAsTheyAre);
    }

    public const string StepsAsTheyAre = """
        steps:
          - run: steps/setup.sh
            environment: ["GREETING=good day"]
          - ansible: ansible/site.yml

        """;

    public ThirdParty Acme { get; } = new();

    /// <summary>The folder that holds images/.</summary>
    public string Root => _definitions;

    public DefinitionReader Definitions => new(_definitions);

    /// <summary>Writes a file of the image's folder.</summary>
    public void Write(string path, string text)
    {
        var file = Path.Combine(_definitions, "images/shop", path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>Writes the image with these steps.</summary>
    public void WriteImage(string steps, string key = "keys/acme.asc", string? sha256 = null) =>
        Write("image.yaml", $$"""
            name: shop
            base: { distribution: debian, suite: bookworm, architecture: amd64 }
            packages: [python3, systemd, systemd-sysv, udev]
            repositories:
              - name: acme
                uri: {{Acme.Address}}
                suite: stable
                components: [main]
                key: {{key}}
                pins: [{ package: acme-agent, version: "1.*" }]
            debs:
              - source: debs/acme-settings.deb
                sha256: {{sha256 ?? Acme.DebSha256}}

            """ + steps);

    /// <summary>Plans the image as it is written now.</summary>
    public Task<BuildPlan> PlanAsync(BuildEngine engine) =>
        engine.PlanAsync(Definitions.ReadImage("shop"), new BuildOptions(), TestContext.Current.CancellationToken);

    /// <summary>An engine on the shared store.</summary>
    public BuildEngine Engine => EngineOn(_shared.State);

    /// <summary>An engine on a store of its own, which has nothing.</summary>
    public BuildEngine NewEngine()
    {
        var state = new StateDirectory(Directory.CreateTempSubdirectory("if2-").FullName);
        state.Create();
        _stores.Add(state.Root);
        return EngineOn(state);
    }

    public bool HasLayer(LayerPlan layer) => _shared.Target.HasLayer(layer);

    private BuildEngine EngineOn(StateDirectory state) => new(
        state,
        new UnbootedTarget(new LocalBuildTarget(state, _shared.Enrolments, _shared.Heartbeats, TimeProvider.System)),
        _shared.Journal, new PackageResolver(state, TimeProvider.System),
        new PackageStore(state, _http, TimeProvider.System), new FeedStore(state), new ArtifactStore(state),
        TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        Acme.Dispose();
        Directory.Delete(_definitions, recursive: true);
        foreach (var store in _stores)
        {
            await LocalBuildTarget.RemoveTreeAsync(store, CancellationToken.None);
        }
    }
}
