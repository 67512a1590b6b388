using System.Buffers;
using System.Net;
using Polly;
using Polly.Retry;

namespace ImageForge.Engine.Builds;

/// <summary>
/// What every download has: attempts, and a line that may be slow but not silent. What comes is handed on block by
/// block; whose fault something is, and what to do about it, says the caller.
/// </summary>
internal static class Download
{
    private const int AttemptsMax = 4;
    private const int BufferSize = 128 * 1024;

    // Silence on the line, not the whole transfer: a slow mirror is no broken one.
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30);

    /// <summary>Four attempts, where the failure says that another may succeed.</summary>
    /// <param name="name">In logs.</param>
    /// <param name="time">Whose clock the pauses between attempts go by.</param>
    public static ResiliencePipeline Attempts(string name, TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                Name = name,
                MaxRetryAttempts = AttemptsMax - 1,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(1),
                UseJitter = true,
                ShouldHandle = args =>
                    ValueTask.FromResult(args.Outcome.Exception is DownloadException { MayPass: true }),
            })
            .Build();

    /// <summary>Asks once and hands on what comes, to its end.</summary>
    /// <param name="http">Its own time-out should be infinite: silence is limited here.</param>
    /// <param name="address">What is asked for.</param>
    /// <param name="take">Told each block; it is overwritten afterwards.</param>
    /// <param name="refused">What an answer that is no success means.</param>
    /// <param name="broken">What no answer, a broken line or a silence of 30 s means.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DownloadException">As <paramref name="refused"/> or <paramref name="broken"/> said.</exception>
    public static async Task ReceiveAsync(
        HttpClient http, string address, Func<ReadOnlyMemory<byte>, ValueTask> take,
        Func<HttpStatusCode, DownloadException> refused, Func<string, Exception, DownloadException> broken,
        CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(SilenceMax);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var response = await http.GetAsync(
                address, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw refused(response.StatusCode);
            }

            await using var body = await response.Content.ReadAsStreamAsync(silence.Token);
            for (int read; (read = await ReadAsync(body)) > 0; silence.CancelAfter(SilenceMax))
            {
                await take(buffer.AsMemory(0, read));
            }
        }
        catch (HttpRequestException exception)
        {
            throw broken(exception.Message, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw broken($"nothing came for {SilenceMax.TotalSeconds:0} s", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        // Told apart from failures of writing, which are IOExceptions too.
        async Task<int> ReadAsync(Stream body)
        {
            try
            {
                return await body.ReadAsync(buffer, silence.Token);
            }
            catch (IOException exception)
            {
                throw broken($"the connection broke: {exception.Message}", exception);
            }
        }
    }
}
