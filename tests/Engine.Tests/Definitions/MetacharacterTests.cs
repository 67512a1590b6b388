using System.Text.Json;

namespace ImageForge.Engine.Tests.Definitions;

/// <summary>
/// Shell metacharacters in every field that names something are refused by grammar; in free text they are only text.
/// (Nothing puts a field into a shell; this is the second wall.)
/// </summary>
public sealed class MetacharacterTests
{
    private const string Site = "images/site/image.yaml";
    private const string Base = "images/base/image.yaml";
    private const string Control = "images/controls/banner.yaml";
    private const string Sensor = "images/sensors/watch.yaml";
    private const string Schedule = "schedules/site.yaml";

    private static readonly string[] Attacks =
        ["a;reboot", "$(reboot)", "`reboot`", "a|b", "a&b", "a b", "a>b", "a'b", "a\"b", "a\\b", "a*", "-rf"];

    private static readonly (string File, string[] Written)[] Fields =
    [
        (Site,
        [
            "site", "base", "nginx-light", "/srv/www/index.html", "files/index.html", "www-data", "operator-one",
            "\"0640\"", "nginx.service", "ssh.service", "tcp", "server", "/healthz",
        ]),
        (Base, ["debian", "bookworm", "amd64", "/var/lib/operator-one", "/bin/bash", "adm", "watch"]),
        (Control, ["banner", "low", "lean"]),
        (Sensor, ["watch", "auditd", "watch/watch.rules", "auditd.service"]),
        (Schedule, ["site", "10s", "127.0.0.1:0"]),
    ];

    public static TheoryData<string, string> Cases() => 
        [.. Fields.SelectMany(field => field.Written, (field, written) => (field.File, written))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_name_that_holds_shell_is_refused(string file, string written)
    {
        foreach (var attack in Attacks)
        {
            using var tree = new CopiedTree();
            var literal = JsonSerializer.Serialize(attack);
            // After the first line: that one names the schema.
            var text = File.ReadAllText(tree.PathOf(file));
            var at = text.IndexOf(written, text.IndexOf('\n', StringComparison.Ordinal), StringComparison.Ordinal);
            at = At(text, written, at);
            tree.Write(file, text[..at] + literal + text[(at + written.Length)..]);

            var errors = tree.Reader.ValidateAll().Errors;

            Assert.True(errors.Any(error => error.File == file), $"{attack} in {file} for {written} was accepted");
        }
    }

    [Theory]
    [InlineData(Site, "Serves a page", "$(reboot) `id` ; rm -rf / | & > <")]
    [InlineData(Control, "A banner is shown", "\"; reboot; $(x)\" is shown")]
    public void Free_text_may_hold_anything(string file, string old, string text)
    {
        using var tree = new CopiedTree();
        tree.Replace(file, $": {old}", $": >-\n  {text}");

        Assert.Empty(tree.Reader.ValidateAll().Errors);
    }

    // The first place where the word stands alone as a value, not inside a longer one.
    private static int At(string text, string written, int from)
    {
        for (var at = from; at >= 0; at = text.IndexOf(written, at + 1, StringComparison.Ordinal))
        {
            var after = at + written.Length < text.Length ? text[at + written.Length] : '\n';
            if (text[at - 1] is ' ' or '[' && after is '\n' or ',' or ']' or ' ')
            {
                return at;
            }
        }

        throw new InvalidOperationException($"{written} is no value of the file");
    }
}
