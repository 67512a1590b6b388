using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageForge.Engine.Access;

namespace ImageForge.Targets.Tests.Service.Api;

/// <summary>
/// Makes requests out of the published description: its paths, its parameters, its examples, each of them spoiled now
/// and then. The same seed makes the same requests.
/// </summary>
internal sealed partial class RequestFuzzer(int seed, JsonElement document)
{
    private const int BodyMax = 80_000;

    private static readonly string[] Words =
    [
        "web", "web:canary", "web@", "web@0", "fleet/web", "fleet/web:1", "audit", "none", "", " ", "%00", "%2e%2e%2f",
        "..", "a/b", "*", "null", "true", "-1", "0", "1", "1000", "1001", "9223372036854775808", "1e999", "NaN",
        "Released", "released", "2026-13-01", "2026-12-01T00:00:00Z", "' OR 1=1 --", "<script>", "${jndi:x}", "%s%n",
        "\u00e4\u0000", "\ud83d\ude00", "%ff%fe", "eyJhIjoxfQ", "AAAA", "==", "a%0d%0aSet-Cookie:%20x",
    ];

    private static readonly string[] Medias =
    [
        "application/json", "application/json; charset=utf-16", "application/json;charset=none", "text/plain",
        "application/problem+json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "a/b;;;",
    ];

    private static readonly string[] HeaderNames =
    [
        "Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID", "Accept", "Accept-Encoding", "Range",
        "If-Modified-Since", "Content-Encoding", "X-Forwarded-Host", "Cookie", "Expect",
    ];

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "BREW"];
    private static readonly Role[] Roles = [Role.Operator, Role.Operator, Role.Approver, Role.Viewer, Role.Detector];

    private readonly Random _random = new(seed);

    public IEnumerable<FuzzedRequest> Make(int count)
    {
        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (path.Name, operation)))
            .ToList();
        for (var number = 0; number < count; number++)
        {
            var (path, operation) = Of(operations);
            var hasBody = operation.Value.TryGetProperty("requestBody", out _);
            yield return new FuzzedRequest(
                number, OneIn(6) ? Of(Methods) : operation.Name.ToUpperInvariant(), PathOf(path, operation.Value),
                hasBody ? !OneIn(12) ? BodyOf(operation.Value) : null : OneIn(20) ? Bytes() : null,
                hasBody && !OneIn(6) ? Medias[0] : OneIn(4) ? Of(Medias) : null, Of(Roles),
                [
                    .. Enumerable.Range(0, OneIn(2) ? 0 : _random.Next(1, 4))
                        .Select(_ => (Of(HeaderNames), HeaderValue())),
                ]);
        }
    }

    private string PathOf(string template, JsonElement operation)
    {
        var path = Parameter().Replace(template, _ => OneIn(3) ? "web" : Segment())[1..];
        if (OneIn(25))
        {
            path += "/" + Segment();
        }

        var names = operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "query")
                .Select(parameter => parameter.GetProperty("name").GetString()!).ToList()
            : [];
        var query = string.Join('&', names.Where(_ => OneIn(3)).Append(OneIn(10) ? "stranger" : null).OfType<string>()
            .Select(name => $"{name}={Segment()}"));
        return query.Length > 0 ? $"{path}?{query}" : path;
    }

    private string Segment() => OneIn(30)
        ? new string('a', _random.Next(1, 3000))
        : Of(Words) is var word && word.Contains('%') ? word : Uri.EscapeDataString(word);

    private string HeaderValue() => OneIn(3)
        ? $"\"{_random.Next(4).ToString(CultureInfo.InvariantCulture)}\""
        : OneIn(10) ? new string('k', _random.Next(200, 400)) : Printable().Replace(Of(Words), "");

    private byte[] BodyOf(JsonElement operation)
    {
        var text = operation.GetProperty("requestBody").TryGetProperty("content", out var content)
            && content.TryGetProperty("application/json", out var json)
            && json.TryGetProperty("example", out var example)
            ? example.GetRawText()
            : """{"reason":"fuzz"}""";
        for (var spoils = _random.Next(0, 4); spoils > 0; spoils--)
        {
            text = Spoil(text);
        }

        var bytes = Encoding.UTF8.GetBytes(text.Length > BodyMax ? text[..BodyMax] : text);
        if (OneIn(10) && bytes.Length > 0)
        {
            bytes[_random.Next(bytes.Length)] = (byte)_random.Next(256);
        }

        return bytes;
    }

    private string Spoil(string text)
    {
        var at = _random.Next(text.Length + 1);
        var word = JsonSerializer.Serialize(Of(Words));
        return _random.Next(11) switch
        {
            0 => text[..at],
            1 => text[at..],
            2 => text.Insert(at, Of(Words)),
            3 => text.Replace(":", $":{word},{word}:", StringComparison.Ordinal),
            4 => Value().Replace(text, word),
            5 => Value().Replace(text, _random.Next(int.MinValue, int.MaxValue).ToString(CultureInfo.InvariantCulture)),
            6 => Value().Replace(text, "null"),
            7 => Value().Replace(text, $"[{word},{{}},[[]]]"),
            8 => text.Replace("{", $"{{{word}:{word},", StringComparison.Ordinal),
            9 => new string('[', _random.Next(1, 2000)) + text,
            _ => text.Replace("\"", OneIn(2) ? "'" : "\"\u0000", StringComparison.Ordinal),
        };
    }

    private byte[] Bytes()
    {
        var bytes = new byte[_random.Next(0, 400)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private bool OneIn(int count) => _random.Next(count) == 0;

    private T Of<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("(?<=: ?)\"[^\"]*\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Value();

    [GeneratedRegex("[^ -~]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Printable();
}
