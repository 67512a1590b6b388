namespace ImageForge.Provider.Tests.Conformance;

/// <summary>Definitions of which some are wrong, and a process that reads them.</summary>
public sealed class WrongInputFixture : IAsyncLifetime
{
    private readonly BenchFixture _bench = new();

    internal ProviderProcess Provider => _bench.Provider;

    public async ValueTask InitializeAsync()
    {
        await _bench.InitializeAsync();
        var tree = _bench.Bench.Tree;
        tree.Write("images/broken/image.yaml", "name: broken\nbase: [\n");
        tree.Write("images/wrong/image.yaml", """
            name: wrong
            bse: { distribution: debian, suite: bookworm, architecture: amd64 }

            """);
        tree.Write("schedules/broken.yaml", "fleet: broken\nimage: web\ndesired: many\nwindows: always\n");
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();
}
