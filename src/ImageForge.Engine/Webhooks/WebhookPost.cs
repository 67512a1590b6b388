using System.Collections.Concurrent;
using ImageForge.Core.Notices;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Telemetry;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Webhooks;

/// <summary>
/// Brings notices to receivers: at least once, those of one chain in order, each receiver by itself. One process an
/// installation does so at a time, under a lease; the journal says what was sent, so a process that is killed costs a
/// repeated message at most.
/// </summary>
public sealed class WebhookPost(
    WebhookBook book, NoticeJournal notices, WebhookJournal journal, IWebhookSender sender, ILeases leases,
    TimeProvider time, ILogger<WebhookPost> logger) : IAsyncDisposable
{
    /// <summary>The lease of whoever delivers.</summary>
    public const string LeaseName = "webhooks";

    // A receiver that needs longer to say "I have it" works before it answers; Standard Webhooks recommends 15 s.
    private static readonly TimeSpan TryMax = TimeSpan.FromSeconds(10);

    // What one receiver is sent before the next look, so that a lease that was lost is noticed.
    private const int SentAtOnceMax = 20;

    // More than this waiting in one chain is no delay any more: the oldest are given up.
    private const int BacklogMax = 1000;

    private static readonly string Holder = $"process {Environment.ProcessId} on {Environment.MachineName}";
    private readonly ConcurrentDictionary<string, Task> _busy = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _told = new(StringComparer.Ordinal);
    private ILease? _lease;

    /// <summary>
    /// Looks what is to be sent and begins to; returns at once. Not to be called twice at the same time.
    /// </summary>
    /// <exception cref="ForgeException">The store cannot be asked.</exception>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        var hooks = book.Refresh();
        if (hooks.IsEmpty || await LeaseAsync(cancellationToken) is not { } lease)
        {
            return;
        }

        foreach (var hook in hooks.Where(hook => !_busy.TryGetValue(hook.Id, out var task) || task.IsCompleted))
        {
            _busy[hook.Id] = ServeAsync(hook, lease, cancellationToken);
        }
    }

    /// <summary>Waits until nothing is being sent, for whoever wants to see the outcome.</summary>
    public Task IdleAsync() => Task.WhenAll(_busy.Values);

    public async ValueTask DisposeAsync()
    {
        await IdleAsync();
        if (_lease is not null)
        {
            await _lease.DisposeAsync();
        }
    }

    private async Task<ILease?> LeaseAsync(CancellationToken cancellationToken)
    {
        if (_lease is { IsLost: true })
        {
            await _lease.DisposeAsync();
            _lease = null;
        }

        return _lease ??= await leases.TryTakeAsync(LeaseName, Holder, cancellationToken);
    }

    // Whatever goes wrong with one receiver stays with it.
    private async Task ServeAsync(Webhook hook, ILease lease, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            await SendWaitingAsync(hook, lease, cancellationToken);
            _told.TryRemove(hook.Id, out _);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What was in the air is sent again by whoever comes next.
        }
        catch (Exception exception)
        {
            var text = exception is ForgeException { WayOut: { } wayOut }
                ? $"{exception.Message}; {wayOut}"
                : exception.Message;
            if (_told.GetValueOrDefault(hook.Id) != text)
            {
                _told[hook.Id] = text;
                WebhookLog.NotServed(logger, hook.Id, text);
            }
        }
    }

    private async Task SendWaitingAsync(Webhook hook, ILease lease, CancellationToken cancellationToken)
    {
        var record = await journal.ReadAsync(hook.Id, cancellationToken);
        if (record.From is null)
        {
            var joined = new WebhookEvent.Joined(time.GetUtcNow());
            await journal.AppendAsync(hook.Id, joined, lease.Fence, cancellationToken);
            return;
        }

        var left = SentAtOnceMax;
        foreach (var chain in await notices.ListAsync(cancellationToken))
        {
            var told = await notices.ReadAsync(chain, cancellationToken);
            var waiting = record.Pending(chain, told.Notices, hook).ToList();
            for (var number = 0; number < waiting.Count && left-- > 0; number++)
            {
                if (!await TrySendAsync(hook, record, waiting[number], waiting.Count - number, lease, cancellationToken))
                {
                    break;
                }

                record = await journal.ReadAsync(hook.Id, cancellationToken);
            }
        }
    }

    // True if the next one of its chain may follow.
    private async Task<bool> TrySendAsync(
        Webhook hook, WebhookRecord record, Notice notice, int waiting, ILease lease,
        CancellationToken cancellationToken)
    {
        var failed = record.TryOf(notice);
        if (waiting > BacklogMax)
        {
            return await GiveUpAsync(
                hook, notice, failed?.Tries ?? 0, $"{waiting} are waiting, at most {BacklogMax} do", lease,
                cancellationToken);
        }

        if (failed?.NextAt > time.GetUtcNow() || lease.Left < LeaseTiming.LeastToSend)
        {
            return false;
        }

        var tries = (failed?.Tries ?? 0) + 1;
        var answer = await AskAsync(hook, notice, lease.Left - LeaseTiming.Margin, cancellationToken);
        ForgeMetrics.Delivered(hook.Id, answer.Error is null);
        if (answer.Error is not { } error)
        {
            var sent = new WebhookEvent.Sent(notice.Chain, notice.Sequence, notice.Id, tries);
            await journal.AppendAsync(hook.Id, sent, lease.Fence, CancellationToken.None);
            WebhookLog.Sent(logger, hook.Id, NoticeName.Of(notice.Kind), notice.Id, tries);
            return true;
        }

        if (answer.IsFinal || WebhookRetry.Next(notice, tries, answer.Asked, time.GetUtcNow()) is not { } next)
        {
            return await GiveUpAsync(hook, notice, tries, error, lease, CancellationToken.None);
        }

        await journal.AppendAsync(
            hook.Id, new WebhookEvent.Failed(notice.Chain, notice.Sequence, notice.Id, tries, next, error),
            lease.Fence, CancellationToken.None);
        WebhookLog.Failed(
            logger, hook.Id, hook.Place, NoticeName.Of(notice.Kind), notice.Id, tries, WebhookRetry.TriesMax, error,
            next);
        return false;
    }

    // A key that is not to be had is a failed try like others: it must not keep notices waiting for ever.
    private async Task<WebhookAnswer> AskAsync(
        Webhook hook, Notice notice, TimeSpan left, CancellationToken cancellationToken)
    {
        try
        {
            var keys = WebhookSecret.Read(hook.Secret);
            return await sender.SendAsync(hook, notice, keys, left < TryMax ? left : TryMax, cancellationToken);
        }
        catch (ForgeException exception) when (exception.Error == ForgeError.Environment)
        {
            return new WebhookAnswer(exception.Message);
        }
    }

    private async Task<bool> GiveUpAsync(
        Webhook hook, Notice notice, int tries, string error, ILease lease, CancellationToken cancellationToken)
    {
        await journal.AppendAsync(
            hook.Id, new WebhookEvent.GivenUp(notice.Chain, notice.Sequence, notice.Id, tries, error), lease.Fence,
            cancellationToken);
        WebhookLog.GivenUp(logger, hook.Id, hook.Place, NoticeName.Of(notice.Kind), notice.Id, tries, error);
        return true;
    }
}
