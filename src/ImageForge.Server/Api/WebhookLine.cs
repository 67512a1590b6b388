using System.Collections.Immutable;
using ImageForge.Core.Notices;

namespace ImageForge.Server.Api;

/// <summary>Somebody who is told of what happens, and what he has of it.</summary>
/// <param name="Place">Scheme, host and port of its address; the path may be a secret.</param>
/// <param name="Since">Nothing from before is told; null: it joins with the next round.</param>
/// <param name="Trying">How many notices failed so far and are tried again.</param>
/// <param name="GivenUp">How many were passed over after all their tries.</param>
/// <param name="LastError">Why the last try failed; null if none did since the last that was sent.</param>
public sealed record WebhookLine(
    string Id, string Place, ImmutableArray<string> Events, DateTimeOffset? Since, int Sent,
    DateTimeOffset? LastSentAt, int Trying, int GivenUp, string? LastError)
{
    public static WebhookLine Of(Webhook hook, WebhookRecord record)
    {
        ArgumentNullException.ThrowIfNull(hook);
        ArgumentNullException.ThrowIfNull(record);
        return new(
            hook.Id, hook.Place, [.. hook.Kinds.Select(NoticeName.Of)], record.From, record.Sent, record.LastSentAt,
            record.Trying.Count, record.GivenUp, record.LastError);
    }
}
