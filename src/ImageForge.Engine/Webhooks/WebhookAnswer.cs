namespace ImageForge.Engine.Webhooks;

/// <summary>What became of one try.</summary>
/// <param name="Error">Null: the receiver has it.</param>
/// <param name="IsFinal">True if the receiver wants no more of it: it is not tried again.</param>
/// <param name="Asked">How long the receiver wants to be left alone; null: it did not say.</param>
public sealed record WebhookAnswer(string? Error, bool IsFinal = false, TimeSpan? Asked = null)
{
    public static WebhookAnswer Delivered { get; } = new(Error: null);
}
