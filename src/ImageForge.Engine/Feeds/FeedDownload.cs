using System.Buffers;
using ImageForge.Engine.Builds;
using Polly;
using Polly.Retry;

namespace ImageForge.Engine.Feeds;

/// <summary>Fetches a feed into a file. Nothing half-made stays.</summary>
/// <param name="http">Its own time-out should be infinite; silence, length and the whole time are limited here.</param>
/// <param name="time">Whose clock the pauses between attempts go by.</param>
internal sealed class FeedDownload(HttpClient http, TimeProvider time)
{
    // The tracker's JSON has 60 MB, OSV's zip of Debian 100 MB.
    private const long BytesMax = 1L << 30;
    private const int AttemptsMax = 4;
    private const int BufferSize = 128 * 1024;
    private const string WayOut =
        "check the network and the feed's url; what is at hand stays. Without network: `imageforge feed update <feed> "
        + "--file <copy>`";

    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TransferMax = TimeSpan.FromMinutes(30);

    private readonly ResiliencePipeline _retry = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            Name = "feed-download",
            MaxRetryAttempts = AttemptsMax - 1,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromSeconds(1),
            UseJitter = true,
            ShouldHandle = args =>
                ValueTask.FromResult(args.Outcome.Exception is DownloadException { MayPass: true }),
        })
        .Build();

    /// <exception cref="ForgeException">It cannot be fetched, or the disk is full.</exception>
    public async Task FetchAsync(string feed, string address, string path, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TransferMax);
        try
        {
            await _retry.ExecuteAsync(async token => await AttemptAsync(address, path, token), limit.Token);
        }
        catch (DownloadException exception)
        {
            throw NotFetched(feed, address, exception.Message, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw NotFetched(feed, address, $"it took more than {TransferMax.TotalMinutes:0} min", exception);
        }
        catch (IOException exception) when (DiskFull.Is(exception))
        {
            throw DiskFull.While($"feed {feed} was stored", exception);
        }
    }

    private static ForgeException NotFetched(string feed, string address, string why, Exception cause) => new(
        ForgeError.External, $"feed {feed} could not be fetched from {address}: {why}", WayOut, cause);

    private async Task AttemptAsync(string address, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(
            path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(SilenceMax);
        try
        {
            using var response = await http.GetAsync(
                address, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw new DownloadException(
                    $"it answered {(int)response.StatusCode}", WayOut, DownloadException.MayPassAfter(
                        response.StatusCode));
            }

            await using var body = await response.Content.ReadAsStreamAsync(silence.Token);
            await CopyAsync(body, file, silence, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new DownloadException(exception.Message, WayOut, mayPass: true, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DownloadException(
                $"nothing came for {SilenceMax.TotalSeconds:0} s", WayOut, mayPass: true, exception);
        }
    }

    private static async Task CopyAsync(
        Stream body, FileStream file, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var received = 0L;
            for (int read; (read = await ReadAsync(body, buffer, silence.Token)) > 0; silence.CancelAfter(SilenceMax))
            {
                received += read;
                if (received > BytesMax)
                {
                    throw new DownloadException($"it has more than {BytesMax >> 20} MiB", WayOut, mayPass: false);
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Told apart from failures of writing, which are IOExceptions too.
    private static async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new DownloadException($"the connection broke: {exception.Message}", WayOut, mayPass: true, exception);
        }
    }
}
