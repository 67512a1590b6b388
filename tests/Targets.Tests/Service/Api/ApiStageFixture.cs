namespace ImageForge.Targets.Tests.Service.Api;

/// <summary>One stage for many questions that change nothing.</summary>
public sealed class ApiStageFixture : IAsyncLifetime
{
    internal ApiStage Stage { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Stage = await ApiStage.StartAsync();

    public ValueTask DisposeAsync() => Stage.DisposeAsync();
}
