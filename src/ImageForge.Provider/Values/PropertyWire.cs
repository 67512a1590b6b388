using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;

namespace ImageForge.Provider.Values;

/// <summary>
/// How values travel: Pulumi's signatures and sentinels within protobuf's Struct (pulumi/pulumi,
/// sdk/go/common/resource/plugin/rpc.go).
/// </summary>
internal static class PropertyWire
{
    public const string SignatureKey = "4dabf18193072939515e22adb298388d";
    public const string SecretSignature = "1b47061264138c4ac30d75fd1eb44270";
    public const string AssetSignature = "c44067f5952c0a294b673a41bacd8c17";
    public const string ArchiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";
    public const string ReferenceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
    public const string OutputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
    public const string UnknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

    // Deeper than any program nests; protobuf itself refuses more than a hundred messages in each other.
    private const int DepthMax = 64;

    private static readonly ImmutableHashSet<string> Sentinels =
    [
        UnknownText, "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
        "030794c1-ac77-496b-92df-f27374a8bd58", "e48ece36-62e2-4504-bad9-02848725956a",
    ];

    public static PropertyMap Empty { get; } = PropertyMap.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Reads a map; keys that hold null are as if they were not there. Unset is empty.</summary>
    public static PropertyMap Read(Struct? map) => Read(map, 0);

    public static Struct Write(PropertyMap map)
    {
        var written = new Struct();
        foreach (var (key, value) in map)
        {
            written.Fields.Add(key, Write(value));
        }

        return written;
    }

    public static Value Write(PropertyValue value)
    {
        var plain = value switch
        {
            PropertyValue.Flag flag => Value.ForBool(flag.Value),
            // Which JSON, and so the engine's state, has no number for.
            PropertyValue.Number number when !double.IsFinite(number.Value) => Value.ForString(
                number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            PropertyValue.Number number => Value.ForNumber(number.Value),
            PropertyValue.Text text => Value.ForString(text.Value),
            PropertyValue.Unknown unknown => Value.ForString(unknown.Sentinel),
            PropertyValue.Items items => Value.ForList([.. items.Value.Select(Write)]),
            PropertyValue.Fields fields => Value.ForStruct(Write(fields.Value)),
            PropertyValue.Opaque opaque => Value.ForStruct(opaque.Content.Clone()),
            _ => throw new System.Diagnostics.UnreachableException($"no case for {value.GetType().Name}"),
        };
        return value.IsSecret
            ? Value.ForStruct(new Struct
            {
                Fields = { [SignatureKey] = Value.ForString(SecretSignature), ["value"] = plain },
            })
            : plain;
    }

    private static PropertyMap Read(Struct? map, int depth)
    {
        if (depth > DepthMax)
        {
            throw new PropertyException($"a value is nested more than {DepthMax} deep");
        }

        var read = Empty.ToBuilder();
        foreach (var (key, value) in map?.Fields ?? [])
        {
            if (Read(value, depth) is { } known)
            {
                read[key] = known;
            }
        }

        return read.ToImmutable();
    }

    private static PropertyValue? Read(Value value, int depth) => value.KindCase switch
    {
        Value.KindOneofCase.BoolValue => PropertyValue.Of(value.BoolValue),
        Value.KindOneofCase.NumberValue => PropertyValue.Of(value.NumberValue),
        Value.KindOneofCase.StringValue => Sentinels.Contains(value.StringValue)
            ? new PropertyValue.Unknown(value.StringValue)
            : PropertyValue.Of(value.StringValue),
        Value.KindOneofCase.ListValue => ReadList(value.ListValue, depth + 1),
        Value.KindOneofCase.StructValue => ReadStruct(value.StructValue, depth + 1),
        _ => null,
    };

    // A gap would move everything behind it: a null within a list is the empty text, which no list of ours takes.
    private static PropertyValue ReadList(ListValue list, int depth) => depth > DepthMax
        ? throw new PropertyException($"a value is nested more than {DepthMax} deep")
        : PropertyValue.Of(list.Values.Select(item => Read(item, depth) ?? PropertyValue.Of("")));

    private static PropertyValue? ReadStruct(Struct map, int depth)
    {
        if (!map.Fields.TryGetValue(SignatureKey, out var signature))
        {
            return PropertyValue.Of(Read(map, depth));
        }

        map.Fields.TryGetValue("value", out var inner);
        switch (signature.StringValue)
        {
            case SecretSignature:
                return inner is null ? null : Read(inner, depth) is { } sealedValue
                    ? sealedValue with { IsSecret = true }
                    : null;
            case OutputSignature:
                var isSecret = map.Fields.TryGetValue("secret", out var secret) && secret.BoolValue;
                var value = inner is null ? PropertyValue.NotYet : Read(inner, depth);
                return value is null ? null : value with { IsSecret = value.IsSecret || isSecret };
            case var other when !IsSound(map):
                // It goes back as it came, and an engine falls over what it does not know itself.
                throw new PropertyException($"a value with the signature '{other}' is none that there is");
            default:
                return new PropertyValue.Opaque(
                    signature.StringValue,
                    map.Fields.TryGetValue("hash", out var hash) ? hash.StringValue : "", map.Clone());
        }
    }

    private static bool IsSound(Struct map) => map.Fields.Values.All(IsSound)
        && (!map.Fields.TryGetValue(SignatureKey, out var signature) || signature.StringValue switch
        {
            SecretSignature => map.Fields.ContainsKey("value"),
            AssetSignature or ArchiveSignature or ReferenceSignature => true,
            _ => false,
        });

    private static bool IsSound(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.None => false,
        Value.KindOneofCase.NumberValue => double.IsFinite(value.NumberValue),
        Value.KindOneofCase.ListValue => value.ListValue.Values.All(IsSound),
        Value.KindOneofCase.StructValue => IsSound(value.StructValue),
        _ => true,
    };
}
