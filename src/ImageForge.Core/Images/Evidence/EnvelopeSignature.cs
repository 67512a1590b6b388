using System.Text.Json.Serialization;

namespace ImageForge.Core.Images.Evidence;

/// <summary>One signature of an envelope.</summary>
/// <param name="KeyId">Names the key; only a hint, since the signature does not cover it.</param>
/// <param name="Signature">As the key's algorithm has it; ours are ECDSA in DER.</param>
public sealed record EnvelopeSignature(
    [property: JsonPropertyName("keyid")] string KeyId, [property: JsonPropertyName("sig")] byte[] Signature);
