namespace ImageForge.Provider.Tests;

/// <summary>One bench and one configured process for the tests of a class that do not disturb each other.</summary>
public sealed class BenchFixture : IAsyncLifetime
{
    internal ProviderBench Bench { get; private set; } = null!;

    internal ProviderProcess Provider { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Bench = await ProviderBench.CreateAsync();
        Provider = await Bench.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Bench is not null)
        {
            await Bench.DisposeAsync();
        }
    }
}
