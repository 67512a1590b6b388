using System.Text.Json.Serialization;

namespace ImageForge.Targets.Webhooks;

/// <summary>What a message says besides what every CloudEvent says.</summary>
/// <param name="Facts">By name: <c>rotation</c>, <c>image</c>, <c>reason</c>.</param>
/// <param name="Chain">Where the journal holds it.</param>
/// <param name="Sequence">Which entry that is.</param>
/// <param name="Hash">Its hash, 64 hex characters.</param>
public sealed record NoticeData(
    [property: JsonPropertyName("facts")] IReadOnlyDictionary<string, string> Facts,
    [property: JsonPropertyName("chain")] string Chain,
    [property: JsonPropertyName("sequence")] long Sequence,
    [property: JsonPropertyName("hash")] string Hash);
