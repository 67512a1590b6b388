using System.Globalization;
using System.Security.Cryptography;
using ImageForge.Core;
using ImageForge.Core.Images;

namespace ImageForge.Engine.Builds;

/// <summary>
/// An apt root of its own for one suite, architecture, set of pockets and mirror: nothing of the host's apt is read or
/// written, and no root rights are needed. Callers hold <see cref="LockPath"/>.
/// </summary>
internal sealed class AptIndex
{
    private const string Updates = "-updates";
    private const string Security = "-security";

    // Package lists of three pockets, compressed and not, and what apt makes of them: 130 MiB seen.
    private const long RefreshRoomMin = 256L << 20;

    private static readonly TimeSpan RefreshLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan QueryLimit = TimeSpan.FromMinutes(2);

    // Newer Debian calls it .pgp and keeps the old name as a link; not everywhere.
    private static readonly string[] Keyrings =
        ["/usr/share/keyrings/debian-archive-keyring.gpg", "/usr/share/keyrings/debian-archive-keyring.pgp"];

    private static readonly string[] ReleaseDateFormats =
        ["ddd, dd MMM yyyy HH:mm:ss 'UTC'", "ddd, d MMM yyyy HH:mm:ss 'UTC'", "ddd, d MMM yyyy H:mm:ss 'UTC'"];

    private static readonly string[] RootFolders =
    [
        "etc/apt/apt.conf.d", "etc/apt/preferences.d", "etc/apt/keyrings", "etc/apt/sources.list.d",
        "var/lib/apt/lists/partial", "var/cache/apt/archives/partial",
        "var/lib/dpkg", "answers",
    ];

    private readonly string _folder;
    private readonly BaseSystem _base;
    private readonly IReadOnlyList<AptRepository> _repositories;
    private readonly LocalArchive _local;
    private readonly PackageWish _wish;
    private readonly ArchiveAddresses _archive;
    private readonly TimeProvider _time;

    private AptIndex(StateDirectory state, PackageWish wish, ArchiveAddresses archive, TimeProvider time)
    {
        (_base, _repositories, _wish, _archive, _time) = (wish.Base, wish.Repositories, wish, archive, time);
        var place = Digest.OfFields(
        [
            _base.Distribution, _base.Architecture, .. Sources(keyring: "").Split('\n'),
            .. _repositories.SelectMany(repository => new[]
            {
                repository.SourcesText(repository.Key.Hex), repository.PreferencesText(), repository.Name,
            }),
            .. wish.Debs.Select(deb => deb.Sha256.Hex),
        ]);
        var name = $"{_base.Suite}-{_base.Architecture}-{place.Short}";
        _folder = Path.Combine(state.Indexes, name);
        _local = new LocalArchive(Path.Combine(_folder, "local"), wish.Debs);
        LockPath = Path.Combine(state.Locks, $"index-{name}");
    }

    public string LockPath { get; }

    /// <summary>For messages: <c>debian bookworm (release, updates, security)</c>.</summary>
    public string Description =>
        $"{_base.Distribution} {_base.Suite} ({string.Join(", ", _base.Pockets).ToLowerInvariant()})";

    /// <summary>When the index was last fetched whole; null if it never was.</summary>
    public DateTimeOffset? FetchedAt =>
        File.Exists(FetchedPath)
            && long.TryParse(File.ReadAllText(FetchedPath), CultureInfo.InvariantCulture, out var milliseconds)
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    private string Lists => Path.Combine(_folder, "var/lib/apt/lists");
    private string FetchedPath => Path.Combine(_folder, "fetched");
    private string ConfigPath => Path.Combine(_folder, "apt.conf");

    public static AptIndex Of(StateDirectory state, PackageWish wish, ArchiveAddresses? host, TimeProvider time) =>
        new(state, wish, ArchiveAddresses.Choose(wish.Base, host), time);

    /// <summary>The local packages, as apt is asked for them.</summary>
    public IReadOnlyList<string> LocalPackages() => _local.Wanted();

    public string AnswerPath(Digest key) => Path.Combine(_folder, "answers", $"{key.Hex}.json");

    /// <summary>Fetches what changed since the last time; all or nothing. Returns when.</summary>
    public async Task<DateTimeOffset> RefreshAsync(bool offline, CancellationToken cancellationToken)
    {
        if (offline)
        {
            throw new ForgeException(
                ForgeError.Environment,
                $"there is no package index of {Description} yet, and --offline forbids to fetch one",
                "build once without --offline");
        }

        WriteRoot();
        RequireRoom();
        WriteRepositories();
        if (!_wish.Debs.IsEmpty)
        {
            await _local.WriteAsync(cancellationToken);
        }

        await RunAsync(["update", "--error-on=any", "-qq"], RefreshLimit, cancellationToken);
        var now = _time.GetUtcNow();
        StoredJson.WriteText(FetchedPath, now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        return DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
    }

    // Before, not after: on a full disk apt's workers neither fail nor end.
    private void RequireRoom()
    {
        var free = new DriveInfo(_folder).AvailableFreeSpace;
        if (free < RefreshRoomMin)
        {
            throw DiskFull.While(
                "the package index was fetched", new IOException($"{free} bytes free of {RefreshRoomMin}"));
        }
    }

    /// <summary>What apt would fetch to install <paramref name="packages"/> into an empty system.</summary>
    public async Task<IReadOnlyList<PackageOffer>> QueryAsync(
        IReadOnlyList<string> packages, CancellationToken cancellationToken)
    {
        WriteConfig();
        var output = await RunAsync(
            ["install", "-qq", "-y", "--print-uris", "-o", "Acquire::ForceHash=SHA256", "-o", "Debug::NoLocking=1",
                .. packages],
            QueryLimit, cancellationToken);
        return PackageOffer.Parse(output);
    }

    /// <summary>What apt would fetch to bring packages of a system to their newest, or the given, version.</summary>
    /// <param name="status">The system's installed packages, as dpkg keeps them.</param>
    /// <param name="packages">Names, or <c>name=version</c>.</param>
    public async Task<IReadOnlyList<PackageOffer>> QueryUpgradeAsync(
        string status, IReadOnlyList<string> packages, CancellationToken cancellationToken)
    {
        WriteConfig();
        var output = await RunAsync(
            ["install", "-qq", "-y", "--print-uris", "--only-upgrade", "--no-remove",
                "-o", "Acquire::ForceHash=SHA256", "-o", "Debug::NoLocking=1", "-o", $"Dir::State::status={status}",
                .. packages],
            QueryLimit, cancellationToken);
        return PackageOffer.Parse(output);
    }

    /// <summary>Where what is only needed for one question lies.</summary>
    public string ScratchPath(string name) => Path.Combine(_folder, name);

    public IReadOnlyList<PackageVersion> Versions(IEnumerable<PackageOffer> offers) =>
        [.. PackageStanzas.Find(
            Directory.EnumerateFiles(Lists, "*_Packages").Order(StringComparer.Ordinal).Select(File.OpenText), offers)
            .Select(package => package with { Origin = OriginOf(package) })];

    // By address: the longest one that fits, for an archive may lie below another's.
    private string? OriginOf(PackageVersion package)
    {
        if (package.Uri.StartsWith("copy:", StringComparison.Ordinal))
        {
            return $"file {_wish.Debs.First(deb => deb.Sha256 == package.Sha256).Source}";
        }

        var offering = _repositories
            .Where(repository => package.Uri.StartsWith(repository.Uri.TrimEnd('/') + "/", StringComparison.Ordinal))
            .GroupBy(repository => repository.Uri.Length).MaxBy(group => group.Key);
        return offering is null ? null : $"repository {string.Join(", ", offering.Select(found => found.Name))}";
    }

    private void WriteRepositories()
    {
        foreach (var repository in _repositories)
        {
            var keyring = Path.Combine(_folder, "etc/apt/keyrings", repository.KeyFileName);
            File.Copy(repository.KeyPath, keyring, overwrite: true);
            File.WriteAllText(
                Path.Combine(_folder, "etc/apt/sources.list.d", $"{repository.Name}.sources"),
                repository.SourcesText(keyring));
            File.WriteAllText(
                Path.Combine(_folder, "etc/apt/preferences.d", repository.Name), repository.PreferencesText());
        }
    }

    /// <summary>The newest version that it offers of each of these packages, by name.</summary>
    public IReadOnlyDictionary<string, string> Newest(IReadOnlySet<string> names) => PackageStanzas.Newest(
        Directory.EnumerateFiles(Lists, "*_Packages").Order(StringComparer.Ordinal).Select(File.OpenText), names);

    /// <summary>Digest of the signed index files.</summary>
    public Digest SignedIndexDigest() => Digest.OfFields(
        Directory.EnumerateFiles(Lists, "*Release").Order(StringComparer.Ordinal)
            .Select(file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))));

    /// <summary>Date of the release pocket's signed index.</summary>
    public DateTimeOffset SuiteReleasedAt()
    {
        const string Field = "Date: ";
        var date = Directory.EnumerateFiles(Lists, $"{ListPrefix(_archive.Main)}_dists_{_base.Suite}_InRelease")
            .SelectMany(File.ReadLines).FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
        return DateTimeOffset.TryParseExact(
            date?[Field.Length..], ReleaseDateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out var at)
            ? at
            : throw new ForgeException(
                ForgeError.External, $"the index of {Description} has no date of release",
                "the mirror must offer a signed InRelease file of the release pocket");
    }

    // As apt names its lists. Third parties call their suites by the same names, so the address is looked for too.
    private static string ListPrefix(string? address) => (address ?? "").Split("://", 2)[^1]
        .Replace("_", "%5f", StringComparison.Ordinal).Replace("~", "%7e", StringComparison.Ordinal).Replace('/', '_');

    private async Task<string> RunAsync(
        IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            var ended = await AptCommand.RunAsync(ConfigPath, arguments, limit, cancellationToken);
            return ended.ExitCode switch
            {
                0 => ended.Output,
                AptCommand.NotFound => throw AptFailure.NoApt(),
                _ => throw AptFailure.OfRepository(ended.Errors, _repositories)
                    ?? AptFailure.Of(ended.Errors, Description, _archive),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw AptFailure.TimedOut(limit, Description, _archive);
        }
    }

    private void WriteRoot()
    {
        foreach (var folder in RootFolders)
        {
            Directory.CreateDirectory(Path.Combine(_folder, folder));
        }

        var keyring = Keyrings.FirstOrDefault(File.Exists) ?? throw AptFailure.NoKeyring(Keyrings[0]);
        File.WriteAllText(Path.Combine(_folder, "var/lib/dpkg/status"), "");
        File.WriteAllText(
            Path.Combine(_folder, "etc/apt/sources.list"),
            Sources(keyring) + (_wish.Debs.IsEmpty ? "" : _local.SourceLine));
        WriteConfig();
    }

    // Written each time: the state directory may have been moved since.
    private void WriteConfig() => StoredJson.WriteText(ConfigPath, $$"""
        Dir "{{_folder}}";
        Dir::State::status "{{_folder}}/var/lib/dpkg/status";
        APT::Architecture "{{_base.Architecture}}";
        APT::Architectures { "{{_base.Architecture}}"; };
        APT::Install-Recommends "false";
        APT::Sandbox::User "root";
        Acquire::Languages "none";
        Acquire::GzipIndexes "false";
        Acquire::Retries "2";
        Acquire::http::Timeout "30";
        Acquire::https::Timeout "30";

        """);

    private string Sources(string keyring)
    {
        string Line(string? address, string suite) => $"deb [signed-by={keyring}] {address} {suite} main";
        return string.Join('\n', _base.Pockets.Distinct().Order().Select(pocket => pocket switch
        {
            Pocket.Release => Line(_archive.Main, _base.Suite),
            Pocket.Updates => Line(_archive.Main, _base.Suite + Updates),
            Pocket.Security => Line(_archive.Security, _base.Suite + Security),
            _ => throw new System.Diagnostics.UnreachableException($"no case for {pocket}"),
        })) + "\n";
    }
}
