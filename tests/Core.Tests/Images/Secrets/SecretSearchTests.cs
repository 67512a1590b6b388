using ImageForge.Core.Images.Secrets;

namespace ImageForge.Core.Tests.Images.Secrets;

public sealed class SecretSearchTests
{
    private const int Seed = 20261129;
    private static readonly IReadOnlyList<(string Kind, string Text)> Planted = new PlantedSecrets(Seed).OfEachKind();

    public static TheoryData<string> Kinds => [.. Planted.Select(secret => secret.Kind)];

    // What looks like a secret and is none: a reason, and a text.
    public static TheoryData<string, string> Harmless => new()
    {
        { "the example of AWS's documentation", "AK" + "IAIOSFODNN7EXAMPLE" },
        { "a longer word", "XAK" + "IAABCDEFGHIJKLMNOP" },
        { "a program that reads keys", "-----BEGIN RSA " + "PRIVATE KEY-----\0-----END RSA PRIVATE KEY-----\0" },
        { "a search for keys", "grep -q 'BEGIN PRIVATE KEY' \"$file\"" },
        { "a public key", "-----BEGIN PUBLIC KEY-----\n" + new string('A', 64) },
        { "a token with filler", "gh" + "p_" + new string('x', 36) },
        { "a token cut short", "gh" + "p_" + "abcDEF123" },
        { "a URL without password", "https://ada@example.com/" },
        { "a URL of documentation", "ftp://user:password@example.com/" },
        { "a URL from a variable", "https://ada:$PASSWORD@example.com/" },
        { "a port, and an @ in the path", "https://example.com:8080/a@b" },
        { "a locked account", "daemon:*:19000:0:99999:7:::\nada:!:19000::::::" },
        { "the list of accounts", "root:x:0:0:root:/root:/bin/bash" },
        { "the example of RFC 7617", "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==" },
        { "a login of words", "\"auth\": \"notbase64words\"" },
        { "a setting of PAM", "password requisite pam_pwquality.so retry=3" },
        { "a name that is assigned", "token=sha256_digest_v2" },
        { "a comment", "#password = your_password" },
        { "a public key as JWK", "{\"kty\":\"EC\",\"x\":\"" + new string('b', 43) + "\"}" },
    };

    [Fact]
    public void Every_kind_is_planted_and_there_are_more_than_twenty()
    {
        Assert.Equal(
            SecretCatalogue.All.Select(kind => kind.Id).Order(), Planted.Select(secret => secret.Kind).Order());
        Assert.True(Planted.Count >= 20);
        Assert.All(SecretCatalogue.All, kind => Assert.True(kind is { Title.Length: > 0, Why.Length: > 0 }));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_secret_is_found_among_bytes_that_mean_nothing(string kind)
    {
        var secret = Planted.Single(planted => planted.Kind == kind).Text;
        var text = $"\0\u00ff\n{secret}\n\0\u00fe";

        var hit = Assert.Single(SecretSearch.Find(text).Where(hit => hit.Kind.Id == kind).DistinctBy(hit => hit.Index));

        Assert.InRange(hit.Index, 3, 3 + secret.Length - 1);
        Assert.InRange(hit.Index + hit.Length, hit.Index + 1, 3 + secret.Length + 1);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void What_is_no_secret_is_passed_over(string reason, string text) => Assert.True(
        SecretSearch.Find($"\n{text}\n") is [],
        $"{reason}: {string.Join(' ', SecretSearch.Find($"\n{text}\n").Select(hit => hit.Kind.Id))}");

    // A reader of a disk gives parts: wherever they meet, each secret counts once.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_secret_on_a_border_is_found_once(string kind)
    {
        var secret = Planted.Single(planted => planted.Kind == kind).Text;
        var text = $"{new string('\n', 5000)}{secret}{new string('\n', 5000)}";
        var whole = SecretSearch.Find(text);
        for (var border = 5000; border <= 5000 + secret.Length; border += Math.Max(1, secret.Length / 16))
        {
            var hits = new List<SecretHit>();
            SecretSearch.Find(text.AsSpan(0, border + SecretSearch.AfterMax), 0, border, hits);
            var from = border - SecretSearch.BeforeMax;
            var second = new List<SecretHit>();
            SecretSearch.Find(text.AsSpan(from), SecretSearch.BeforeMax, text.Length - from, second);

            Assert.Equal(
                whole.Select(hit => (hit.Kind.Id, hit.Index)).Distinct().Order(),
                hits.Concat(second.Select(hit => hit with { Index = hit.Index + from }))
                    .Select(hit => (hit.Kind.Id, hit.Index)).Distinct().Order());
        }
    }

    // A freed block begins anywhere, and the byte before it is somebody else's: it may look like the same word.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_secret_that_begins_a_block_is_found_whatever_stands_before(string kind)
    {
        const int Block = 4096;
        var secret = Planted.Single(planted => planted.Kind == kind).Text;
        var text = new string('a', Block) + secret + new string('\0', Block);
        var hits = new List<SecretHit>();

        SecretSearch.Find(text, 0, text.Length, hits, Block);

        Assert.Contains(kind, hits.Select(hit => hit.Kind.Id));
    }

    [Fact]
    public void What_is_shown_gives_nothing_away()
    {
        var secret = Planted.Single(planted => planted.Kind == "github-token").Text;

        Assert.Equal($"{secret[..4]}… (40 characters)", SecretSearch.Redact(secret));
        Assert.Equal("..… (4 characters)", SecretSearch.Redact("\u001b\u009bab"));
    }
}
