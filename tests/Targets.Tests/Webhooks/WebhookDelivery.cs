using System.Text.Json;

namespace ImageForge.Targets.Tests.Webhooks;

/// <summary>What a receiver got in one request.</summary>
/// <param name="Headers">By lower-case name.</param>
/// <param name="Body">The bytes that are signed.</param>
internal sealed record WebhookDelivery(IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Id => Headers["webhook-id"];
    public JsonElement Event => JsonDocument.Parse(Body).RootElement;
    public string Type => Event.GetProperty("type").GetString()!;
}
