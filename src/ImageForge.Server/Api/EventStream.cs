using System.Text;
using System.Text.Json;
using ImageForge.Core.Journal;
using ImageForge.Engine;

namespace ImageForge.Server.Api;

/// <summary>
/// Journal entries as server-sent events, with comments where nothing comes: a proxy must not take silence for an
/// end. Ends with the reader, or with the service.
/// </summary>
/// <param name="entries">Null: nothing came for a while.</param>
/// <param name="letGo">Told why a reader is let go.</param>
/// <param name="done">Called once, at the end.</param>
/// <param name="stopping">The service's end.</param>
internal sealed class EventStream(
    IAsyncEnumerable<JournalEntry?> entries, Action<string> letGo, Action done, CancellationToken stopping) : IResult
{
    // How soon a browser comes again.
    private const string Retry = "retry: 2000\n: journal\n\n";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        try
        {
            httpContext.Response.ContentType = "text/event-stream";
            httpContext.Response.Headers.CacheControl = "no-cache, no-store";
            httpContext.Response.Headers["X-Accel-Buffering"] = "no";
            await SayAsync(httpContext, Retry, end.Token);
            await foreach (var entry in entries.WithCancellation(end.Token))
            {
                await SayAsync(httpContext, entry is null ? ": nothing new\n\n" : TextOf(entry), end.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The reader has gone, or the service is going.
        }
        catch (Exception exception) when (exception is ForgeException or TargetException or IOException)
        {
            letGo(exception.Message);
            var way = (exception as ForgeException)?.WayOut ?? "come again";
            await SayAsync(
                httpContext, $"event: behind\ndata: {JsonSerializer.Serialize(way, ApiJson.Default.String)}\n\n",
                httpContext.RequestAborted);
        }
        finally
        {
            done();
        }
    }

    private static string TextOf(JournalEntry entry) =>
        $"id: {entry.Chain}:{entry.Sequence}\nevent: journal\n"
            + $"data: {JsonSerializer.Serialize(EntryLine.Of(entry), ApiJson.Default.EntryLine)}\n\n";

    private static async Task SayAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
