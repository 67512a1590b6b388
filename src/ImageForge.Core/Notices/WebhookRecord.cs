using System.Collections.Immutable;
using System.Diagnostics;

namespace ImageForge.Core.Notices;

/// <summary>A webhook's chain, folded: what its receiver has, and what is being tried.</summary>
public sealed record WebhookRecord
{
    private WebhookRecord() { }

    public static WebhookRecord Empty { get; } = new();

    /// <summary>Nothing from before is told; null: it has not joined yet.</summary>
    public DateTimeOffset? From { get; private init; }

    /// <summary>By chain, up to which entry everything was sent or given up.</summary>
    public ImmutableDictionary<string, long> Passed { get; private init; } =
        ImmutableDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>By chain, the one at its head that failed so far.</summary>
    public ImmutableDictionary<string, WebhookTry> Trying { get; private init; } =
        ImmutableDictionary.Create<string, WebhookTry>(StringComparer.Ordinal);

    public int Sent { get; private init; }
    public DateTimeOffset? LastSentAt { get; private init; }
    public int GivenUp { get; private init; }

    /// <summary>Why the last try failed; null if none did since the last that was sent.</summary>
    public string? LastError { get; private init; }

    /// <summary>The record after one more event.</summary>
    public WebhookRecord Apply(WebhookEvent news, DateTimeOffset at) => news switch
    {
        WebhookEvent.Joined joined => this with { From = joined.From },
        WebhookEvent.Sent sent => Past(sent.Chain, sent.Sequence) with
        {
            Sent = Sent + 1, LastSentAt = at, LastError = null,
        },
        WebhookEvent.Failed failed => this with
        {
            Trying = Trying.SetItem(
                failed.Chain, new WebhookTry(failed.Sequence, failed.Tries, failed.NextAt, failed.Error)),
            LastError = failed.Error,
        },
        WebhookEvent.GivenUp given => Past(given.Chain, given.Sequence) with
        {
            GivenUp = GivenUp + 1, LastError = given.Error,
        },
        _ => throw new UnreachableException($"no case for {news.GetType().Name}"),
    };

    /// <summary>What its receiver does not have yet of a chain, in order.</summary>
    public IEnumerable<Notice> Pending(string chain, IReadOnlyList<Notice> notices, Webhook hook) =>
        notices.Where(notice => notice.Sequence > Passed.GetValueOrDefault(chain)
            && hook.Kinds.Contains(notice.Kind) && notice.At >= From);

    /// <summary>The failed tries of a notice; null if it was not tried yet.</summary>
    public WebhookTry? TryOf(Notice notice) =>
        Trying.TryGetValue(notice.Chain, out var known) && known.Sequence == notice.Sequence ? known : null;

    private WebhookRecord Past(string chain, long sequence) =>
        this with { Passed = Passed.SetItem(chain, sequence), Trying = Trying.Remove(chain) };
}
