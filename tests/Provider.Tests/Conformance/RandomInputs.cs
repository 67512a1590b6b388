using System.Text.Json.Nodes;
using ImageForge.Provider.Shapes;
using ImageForge.Provider.Values;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>Inputs as no program has them: right ones, wrong ones, and what is no value of any property.</summary>
/// <param name="seed">All that is random follows from it.</param>
internal sealed class RandomInputs(int seed)
{
    private const int DepthMax = 4;

    private static readonly string[] Words =
    [
        "web", "", "canary", "started", "release", "2027-01-31", "CVE-2026-0001", "7", "-1", "NaN", "é🔨", "a\nb", "\0",
        "__proto__", "simulated:http://127.0.0.1:1", "local", "../../web", "%s", "\ud800", new string('x', 5000),
    ];

    private static readonly double[] Numbers = [0, 1, -1, 2.5, 1e300, -1e300, int.MaxValue, 1L << 53, 0.1, 100_000];

    private readonly Random _random = new(seed);

    /// <summary>Properties of a resource, and some that it does not have.</summary>
    public JsonObject Of(ResourceShape shape)
    {
        var map = new JsonObject();
        foreach (var input in shape.Inputs.Where(_ => _random.Next(4) > 0))
        {
            map[input.Name] = Value(depth: 0);
        }

        for (var more = _random.Next(3); more > 0; more--)
        {
            map[Key()] = Value(depth: 0);
        }

        return map;
    }

    private JsonNode? Value(int depth) => _random.Next(depth < DepthMax ? 12 : 6) switch
    {
        0 => null,
        1 => _random.Next(2) == 0,
        2 => Numbers[_random.Next(Numbers.Length)],
        3 => Wire.Sentinels[_random.Next(Wire.Sentinels.Count)],
        4 or 5 => Words[_random.Next(Words.Length)],
        6 => Wire.Secret(Value(depth + 1)),
        7 => new JsonObject { ["$number"] = _random.Next(2) == 0 ? "NaN" : "Infinity" },
        8 => new JsonObject { ["$noKind"] = true },
        9 => Signed(depth + 1),
        10 => new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Value(depth + 1))]),
        _ => Map(depth + 1),
    };

    private JsonObject Map(int depth)
    {
        var map = new JsonObject();
        for (var more = _random.Next(4); more > 0; more--)
        {
            map[Key()] = Value(depth);
        }

        return map;
    }

    // Objects with a signature, of which some are none that there are.
    private JsonObject Signed(int depth)
    {
        string?[] signatures =
        [
            "c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7", "5cf8f73096256a8f31e491e813e4eb8e",
            PropertyWire.OutputSignature, PropertyWire.SecretSignature, "803fd3297a5875dc03ca845dda5d2a98",
            "00000000000000000000000000000000", null,
        ];
        var map = Map(depth);
        map[PropertyWire.SignatureKey] = signatures[_random.Next(signatures.Length)];
        if (_random.Next(2) == 0)
        {
            map["value"] = Value(depth);
        }

        return map;
    }

    private string Key() => _random.Next(6) switch
    {
        0 => "pockets",
        1 => "__defaults",
        2 => "a.b/c",
        3 => "",
        4 => "é\"\\",
        _ => $"key{_random.Next(10)}",
    };
}
