using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using Quartz;

namespace ImageForge.Server.Bells;

/// <summary>
/// A job that only says that it is time; what is to be done, the engine decides. Failures that the engine names are
/// told in one line; anything else is a fault of ours, and Quartz tells it with its trace.
/// </summary>
public abstract class Doorbell(ILogger logger) : IJob
{
    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            await AnswerAsync(context, cancellationToken);
        }
        catch (Exception exception) when (exception is ForgeException or TargetException or DefinitionException
            or IOException)
        {
            var wayOut = exception is ForgeException { WayOut: { } way } ? $"; {way}" : "";
            BellLog.Failed(logger, $"{context.Trigger.Key}", exception.Message + wayOut);
            if (IsWorthAnotherTry(exception))
            {
                // To Quartz alone: it fires again by the job's retry policy.
                throw new JobExecutionException(exception.Message, exception);
            }
        }
    }

    /// <summary>True if a failure is worth another try before the bell rings by itself again.</summary>
    protected virtual bool IsWorthAnotherTry(Exception exception) => false;

    /// <summary>Passes it on.</summary>
    protected abstract Task AnswerAsync(IJobExecutionContext context, CancellationToken cancellationToken);
}
