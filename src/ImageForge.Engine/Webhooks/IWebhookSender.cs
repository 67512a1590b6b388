using ImageForge.Core.Notices;

namespace ImageForge.Engine.Webhooks;

/// <summary>Makes one try to deliver a notice.</summary>
public interface IWebhookSender
{
    /// <summary>Sends it once. What goes wrong is the answer and no exception.</summary>
    /// <param name="hook">To whom.</param>
    /// <param name="notice">What.</param>
    /// <param name="keys">Sign it; one at least.</param>
    /// <param name="limit">How long it may take, answer included.</param>
    /// <param name="cancellationToken">Ends the try; whether it arrived is not known then.</param>
    Task<WebhookAnswer> SendAsync(
        Webhook hook, Notice notice, IReadOnlyList<byte[]> keys, TimeSpan limit, CancellationToken cancellationToken);
}
