using System.Text.Json.Serialization;

namespace ImageForge.Core.Notices;

/// <summary>
/// What the journal keeps of a webhook, in the chain <c>webhook/&lt;id&gt;</c>: the outbox is a fold over these and the
/// chains that notices come from. A change may add fields with a default but never rename one.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Joined), "webhook-joined")]
[JsonDerivedType(typeof(Sent), "notice-sent")]
[JsonDerivedType(typeof(Failed), "notice-failed")]
[JsonDerivedType(typeof(GivenUp), "notice-given-up")]
public abstract record WebhookEvent
{
    private WebhookEvent() { }

    /// <summary>It is told what is written from this time on, and nothing of before.</summary>
    public sealed record Joined(DateTimeOffset From) : WebhookEvent;

    /// <summary>The receiver has it.</summary>
    /// <param name="Tries">How many it took.</param>
    public sealed record Sent(string Chain, long Sequence, string Id, int Tries) : WebhookEvent;

    /// <summary>A try failed; the next one is not before <paramref name="NextAt"/>.</summary>
    /// <param name="Tries">How many failed so far.</param>
    public sealed record Failed(
        string Chain, long Sequence, string Id, int Tries, DateTimeOffset NextAt, string Error) : WebhookEvent;

    /// <summary>It is not tried any more; later ones are.</summary>
    public sealed record GivenUp(string Chain, long Sequence, string Id, int Tries, string Error) : WebhookEvent;
}
