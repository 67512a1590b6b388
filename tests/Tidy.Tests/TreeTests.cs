using System.Text.RegularExpressions;

namespace ImageForge.Tidy.Tests;

/// <summary>What a clone must hold, and what it must not.</summary>
public sealed class TreeTests
{
    [Fact]
    public void Scripts_parse() => Finding.None(
        from script in Scripts.All
        let check = Checkout.Run(Scripts.ShellOf(script) == "sh" ? "sh" : "bash", "-n", script)
        where check.ExitCode != 0
        select $"{script}: {check.Output}",
        "a script parses");

    [Theory]
    [InlineData("imageforge")]
    [InlineData("test")]
    [InlineData(".ci/run")]
    public void Commands_can_be_run(string script) =>
        Assert.True(
            File.GetUnixFileMode(Path.Combine(Checkout.Root, script)).HasFlag(UnixFileMode.UserExecute), script);

    [Fact]
    public void No_path_of_one_machine_is_in_the_tree()
    {
        var path = new Regex(
            "(?<![\\w.$])/(home/[a-z]|work/|farm/|tmp/forge)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

        // In a test's fixture a home is one inside an image.
        var inImage = new Regex(
            "(?<![\\w.$])/home/admin/", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Finding.None(
            from file in Checkout.Files
            where !file.StartsWith("tests/Tidy.Tests/", StringComparison.Ordinal) && !IsLockFile(file)
            from line in Checkout.Read(file).Split('\n').Index()
            where path.IsMatch(
                file.StartsWith("tests/", StringComparison.Ordinal) ? inImage.Replace(line.Item, "") : line.Item)
            select $"{file}:{line.Index + 1}: {line.Item.Trim()}",
            "a clone works anywhere");
    }

    // Where packages come from is the machine's business (nuget.config, sources.list); Debian's public names are the
    // fallback.
    [Fact]
    public void Only_known_hosts_are_named()
    {
        var host = new Regex(@"https?://(?<host>[\w.-]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        string[] known =
        [
            "deb.debian.org", "security.debian.org", "security-tracker.debian.org", "www.debian.org",
            "osv-vulnerabilities.storage.googleapis.com", "www.cisa.gov", "attack.mitre.org",
            "archive.ubuntu.com", "pkg.osquery.io", "download.falco.org", "falco.org",
            "dot.net", "json-schema.org", "microsoft.com", "127.0.0.1", "localhost", "10.0.2.2", "github.com",
            "schemas.microsoft.com",
            // Names that formats of others are known by; nobody is asked there.
            "cyclonedx.org", "docs.oasis-open.org", "in-toto.io", "slsa.dev", "example.com", "www.w3.org",
            "scripts.sil.org",
        ];
        Finding.None(
            from file in Checkout.Files
            where !IsLockFile(file)
            from Match match in host.Matches(Checkout.Read(file))
            let name = match.Groups["host"].Value
            where name.Contains('.') && !known.Contains(name) && !IsReserved(name)
            select $"{file}: {name}",
            "a host name in the tree is a promise about somebody else's machine");
    }

    [Fact]
    public void Locks_of_npm_name_no_registry() => Finding.None(
        from file in Checkout.Files
        where Path.GetFileName(file) == "package-lock.json" && Checkout.Read(file).Contains("\"resolved\"")
        select file,
        "made with --omit-lockfile-registry-resolved: packages come from where the machine says");

    [Fact]
    public void Readme_documents_every_exit_code()
    {
        var readme = Checkout.Read("README.md");
        Finding.None(
            Enum.GetValues<Engine.ForgeError>()
                .Where(error => !readme.Contains($"| {(int)error} |", StringComparison.Ordinal))
                    .Select(error => $"{(int)error} {error}"),
            "README.md lists every exit code");
    }

    private static bool IsLockFile(string file) =>
        Path.GetFileName(file) is "packages.lock.json" or "package-lock.json";

    // RFC 2606 and RFC 5737: names and addresses that belong to nobody.
    private static bool IsReserved(string name) =>
        name.EndsWith(".invalid", StringComparison.Ordinal) || name.EndsWith(".test", StringComparison.Ordinal)
        || name.EndsWith(".example", StringComparison.Ordinal) || name.StartsWith("example.", StringComparison.Ordinal)
        || name.Contains(".example.", StringComparison.Ordinal) || name.StartsWith("192.0.2.", StringComparison.Ordinal)
        || name.StartsWith("127.", StringComparison.Ordinal);
}
