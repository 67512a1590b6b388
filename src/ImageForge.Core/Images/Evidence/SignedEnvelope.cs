using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageForge.Core.Images.Evidence;

/// <summary>A payload with signatures over it and its type: a DSSE envelope (v1).</summary>
public sealed record SignedEnvelope(
    [property: JsonPropertyName("payloadType")] string PayloadType,
    [property: JsonPropertyName("payload")] byte[] Payload,
    [property: JsonPropertyName("signatures")] ImmutableArray<EnvelopeSignature> Signatures)
{
    /// <summary>
    /// The bytes that are signed (DSSE's pre-authentication encoding): the type is covered too, so that a payload is
    /// never taken for one of another kind.
    /// </summary>
    public static byte[] SignedBytes(string payloadType, ReadOnlySpan<byte> payload) =>
    [
        .. Encoding.UTF8.GetBytes(
            $"DSSEv1 {Encoding.UTF8.GetByteCount(payloadType)} {payloadType} {payload.Length} "),
        .. payload,
    ];

    public string ToJson() => JsonSerializer.Serialize(this, EvidenceShapes.Default.SignedEnvelope);

    /// <returns>Null if the text is no envelope.</returns>
    public static SignedEnvelope? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, EvidenceShapes.Default.SignedEnvelope) is { } envelope
                && !envelope.Signatures.IsDefault
                ? envelope
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
