using ImageForge.Engine.Builds;
using Polly;

namespace ImageForge.Engine.Feeds;

/// <summary>Fetches a feed into a file. Nothing half-made stays.</summary>
/// <param name="http">Its own time-out should be infinite; silence, length and the whole time are limited here.</param>
/// <param name="time">Whose clock the pauses between attempts go by.</param>
internal sealed class FeedDownload(HttpClient http, TimeProvider time)
{
    // The tracker's JSON has 60 MB, OSV's zip of Debian 100 MB.
    private const long BytesMax = 1L << 30;
    private const string WayOut =
        "check the network and the feed's url; what is at hand stays. Without network: `imageforge feed update <feed> "
        + "--file <copy>`";

    private static readonly TimeSpan TransferMax = TimeSpan.FromMinutes(30);

    private readonly ResiliencePipeline _retry = Download.Attempts("feed-download", time);

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
        var received = 0L;
        await Download.ReceiveAsync(
            http, address, TakeAsync,
            status => new DownloadException(
                $"it answered {(int)status}", WayOut, DownloadException.MayPassAfter(status)),
            (message, cause) => new DownloadException(message, WayOut, mayPass: true, cause), cancellationToken);

        async ValueTask TakeAsync(ReadOnlyMemory<byte> block)
        {
            received += block.Length;
            if (received > BytesMax)
            {
                throw new DownloadException($"it has more than {BytesMax >> 20} MiB", WayOut, mayPass: false);
            }

            await file.WriteAsync(block, cancellationToken);
        }
    }
}
