using System.Globalization;
using Grpc.Core;

namespace ImageForge.Provider.Protocol;

/// <summary>
/// Runs one call: until it is done, the engine cancels, the caller goes, or the program's time limit is over. Nothing
/// but a status leaves it.
/// </summary>
internal sealed class CallGuard(ProviderSession session)
{
    // A timer holds 49 days; no program means more.
    private const double TimeoutMax = 40 * 86_400d;

    private readonly ILogger _logger = session.Logs.CreateLogger<CallGuard>();

    /// <param name="context">The call.</param>
    /// <param name="urn">Of the resource that it is about; empty: none.</param>
    /// <param name="timeout">Seconds; 0: the program sets none.</param>
    /// <param name="work">What is done.</param>
    /// <exception cref="RpcException">It did not come to its end.</exception>
    public async Task<T> RunAsync<T>(
        ServerCallContext context, string urn, double timeout, Func<CallLog, CancellationToken, Task<T>> work)
    {
        var stopping = session.Stopping;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.CancellationToken);
        if (timeout > 0)
        {
            limit.CancelAfter(TimeSpan.FromSeconds(Math.Min(timeout, TimeoutMax)));
        }

        await using var log = new CallLog(session.Engine, urn);
        try
        {
            return await work(log, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw stopping.IsCancellationRequested || context.CancellationToken.IsCancellationRequested
                ? new RpcException(new Status(StatusCode.Cancelled, Stopped))
                : new RpcException(new Status(StatusCode.DeadlineExceeded, Over(timeout)));
        }
        catch (Exception exception)
        {
            var fault = RpcFaults.Of(exception);
            if (fault.StatusCode == StatusCode.Internal)
            {
                ProviderLog.Fault(_logger, exception);
            }

            throw fault;
        }
    }

    private const string Stopped = "stopped before its end; what is whole is kept, and the next `pulumi up` goes on";

    /// <summary>That a program's time limit is over, and what follows.</summary>
    public static string Over(double seconds) =>
        $"the time limit of {seconds.ToString("0.#", CultureInfo.InvariantCulture)} s is over; what is whole is kept, "
            + "and the next `pulumi up` goes on: customTimeouts gives it more";
}
