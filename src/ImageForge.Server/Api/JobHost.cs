using ImageForge.Engine.Jobs;

namespace ImageForge.Server.Api;

/// <summary>Begins and ends with the service what runs in its background.</summary>
internal sealed class JobHost(JobRunner jobs) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => jobs.RecoverAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => jobs.StopAsync();
}
