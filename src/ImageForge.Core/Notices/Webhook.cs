using System.Collections.Immutable;

namespace ImageForge.Core.Notices;

/// <summary>Somebody who is told: <c>webhooks/&lt;id&gt;.yaml</c>.</summary>
/// <param name="Id">The file's name.</param>
/// <param name="Url">An https address, or http on this machine.</param>
/// <param name="Kinds">What is told; one at least.</param>
/// <param name="Secret">Where the key lies with which messages are signed.</param>
public sealed record Webhook(string Id, Uri Url, ImmutableSortedSet<NoticeKind> Kinds, SecretSource Secret)
{
    /// <summary>The address without its path, which some receivers treat as a secret.</summary>
    public string Place => Url.GetLeftPart(UriPartial.Authority);
}
