using System.Diagnostics;
using System.Security.Cryptography;

namespace ImageForge.EndToEnd.Tests.Support;

/// <summary>
/// Somebody else's packages: a signed repository with two versions of an agent, served on this machine, and a package
/// beside it that needs the agent. All made anew, keys included.
/// </summary>
internal sealed class ThirdParty : IDisposable
{
    // Old enough for any clock, and the same bytes each time it is run.
    private const string Tools = """
        cd "$FOLDER"
        export GNUPGHOME=$FOLDER/keys SOURCE_DATE_EPOCH=1700000000
        make_package() { # <folder of the result> <name> <version> <depends>
          local tree=$FOLDER/tree
          rm -rf "$tree"
          mkdir -p "$tree/DEBIAN" "$tree/usr/share/$2" "$1"
          printf '%s\n' "Package: $2" "Version: $3" "Architecture: all" "Maintainer: Acme <root@acme.example>" \
            ${4:+"Depends: $4"} "Description: $2 of Acme" >"$tree/DEBIAN/control"
          printf '%s %s\n' "$2" "$3" >"$tree/usr/share/$2/version"
          dpkg-deb --root-owner-group --build "$tree" "$1/$2_$3.deb" >/dev/null
        }
        publish() {
          local list=served/dists/stable/main/binary-amd64 index
          mkdir -p "$list"
          for package in served/pool/*.deb; do
            dpkg-deb --field "$package"
            printf 'Filename: pool/%s\nSize: %s\nSHA256: %s\n\n' "${package##*/}" "$(stat -c %s "$package")" \
              "$(sha256sum <"$package" | cut -d' ' -f1)"
          done >"$list/Packages"
          index=$list/Packages
          printf '%s\n' 'Suite: stable' 'Codename: stable' 'Components: main' 'Architectures: amd64 all' \
            'Date: Thu, 01 Jan 2026 00:00:00 UTC' 'SHA256:' \
            " $(sha256sum <"$index" | cut -d' ' -f1) $(stat -c %s "$index") main/binary-amd64/Packages" \
            >served/dists/stable/Release
          gpg --batch --quiet --yes --local-user acme@acme.example --clearsign \
            --output served/dists/stable/InRelease served/dists/stable/Release
          gpgconf --kill all
        }

        """;

    private const string Make = Tools + """
        mkdir -m 0700 keys
        make_package served/pool "$AGENT" 1.4
        make_package served/pool "$AGENT" 2.0
        make_package . acme-settings 3 "$AGENT, adduser"
        for name in acme other; do
          gpg --batch --quiet --passphrase '' --quick-generate-key "$name@acme.example" ed25519 sign never
          gpg --batch --armor --export "$name@acme.example" >"$name.asc"
        done
        printf 'from the network\n' >served/hello
        publish
        """;

    private const string Release = Tools + """
        make_package served/pool "$AGENT" "$VERSION"
        publish
        """;

    private readonly string _agent;
    private readonly FolderServer _server;

    /// <param name="agent">Name of the agent's package.</param>
    public ThirdParty(string agent = "acme-agent")
    {
        _agent = agent;
        Folder = Directory.CreateTempSubdirectory("ift-").FullName;
        Run(Make);
        _server = new FolderServer(Path.Combine(Folder, "served"));
    }

    public string Folder { get; }

    public string Address => _server.Address;

    public int Port => _server.Port;

    public string Deb => Path.Combine(Folder, "acme-settings_3.deb");

    /// <summary>Publishes one more version of the agent.</summary>
    public void Publish(string version) => Run(Release, version);

    private void Run(string script, string version = "")
    {
        var start = new ProcessStartInfo("bash", ["-euc", script])
        {
            UseShellExecute = false, RedirectStandardError = true,
        };
        start.Environment["FOLDER"] = Folder;
        start.Environment["AGENT"] = _agent;
        start.Environment["VERSION"] = version;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }

    /// <summary>Hash of the agent of a version, as the repository serves it.</summary>
    public string AgentSha256(string version) => Convert.ToHexStringLower(SHA256.HashData(
        File.ReadAllBytes(Path.Combine(Folder, "served/pool", $"{_agent}_{version}.deb"))));

    public string DebSha256 => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Deb)));

    /// <summary>An armoured public key: <c>acme</c>'s signs the repository, <c>other</c>'s nothing.</summary>
    public string Key(string name) => File.ReadAllText(Path.Combine(Folder, $"{name}.asc"));

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
