using ImageForge.Engine;
using ImageForge.Engine.Jobs;

namespace ImageForge.Server.Api;

/// <summary>Begins and ends with the service what runs in its background.</summary>
internal sealed class JobHost(JobRunner jobs, ILogger<JobHost> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await jobs.RecoverAsync(cancellationToken);
        }
        catch (ForgeException exception)
        {
            // Fleets are more than jobs: those are asked for again, and whoever asks is told.
            ApiLog.NoJobs(logger, exception.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => jobs.StopAsync();
}
