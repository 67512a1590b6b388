using System.Text.Json.Nodes;
using ImageForge.Provider.Values;

namespace ImageForge.Provider.Tests;

/// <summary>What makes an engine fall over an answer: values of no kind, no numbers, strange signatures.</summary>
internal static class WireFaults
{
    private static readonly string[] Signatures =
    [
        PropertyWire.SecretSignature, PropertyWire.AssetSignature, PropertyWire.ArchiveSignature,
        PropertyWire.ReferenceSignature,
    ];

    /// <summary>A sentence for each place.</summary>
    /// <param name="node">An answer as bridge.cjs shows it.</param>
    /// <param name="path">Where it is.</param>
    public static IEnumerable<string> In(JsonNode? node, string path = "$")
    {
        switch (node)
        {
            case JsonObject map:
                if (map.ContainsKey("$noKind"))
                {
                    return [$"{path} has no kind"];
                }

                if (map.ContainsKey("$number"))
                {
                    return [$"{path} is {map["$number"]}"];
                }

                return Signature(map, path)
                    .Concat(map.SelectMany(field => In(field.Value, $"{path}.{field.Key}")));
            case JsonArray list:
                return list.SelectMany((item, index) => In(item, $"{path}[{index}]"));
            default:
                return [];
        }
    }

    private static IEnumerable<string> Signature(JsonObject map, string path)
    {
        if (!map.TryGetPropertyValue(PropertyWire.SignatureKey, out var signature))
        {
            yield break;
        }

        if (signature is not JsonValue value || !Signatures.Contains($"{value}"))
        {
            yield return $"{path} has the unknown signature {signature}";
        }
        else if ($"{value}" == PropertyWire.SecretSignature && !map.ContainsKey("value"))
        {
            yield return $"{path} is a secret without a value";
        }
    }
}
