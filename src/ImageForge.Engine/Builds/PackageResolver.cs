using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Builds;

/// <summary>
/// Asks real apt which packages a definition leads to, exact to the byte, before anything runs. Each combination of
/// suite, architecture, pockets and mirror has an index of its own; its age is in the answer. Answers are remembered by
/// the signed indexes and the package list, so that a build of nothing new starts no apt process.
/// </summary>
public sealed partial class PackageResolver(StateDirectory state, TimeProvider time)
{
    /// <summary>How old an index may grow before it is fetched anew.</summary>
    public static readonly TimeSpan IndexAgeMax = TimeSpan.FromHours(1);

    // Raised whenever the same index and list would be answered otherwise by a change of our own code.
    private const string Scheme = "answer/2";

    // An index update of another process: 3 s as a rule, minutes on a slow line.
    private static readonly TimeSpan LockLimit = TimeSpan.FromMinutes(5);

    // usr-is-merged, or apt picks usrmerge, which brings perl and three of its libraries into every image.
    private static readonly string[] BaseQuery = ["?essential", "?priority(required)", "apt", "usr-is-merged"];

    /// <summary>Decides every package and version.</summary>
    /// <param name="baseSystem">Suite, architecture, pockets and mirror.</param>
    /// <param name="packages">Names of packages wanted on top of the base.</param>
    /// <param name="offline">Use the index at hand, however old.</param>
    /// <param name="cancellationToken">Ends the apt process too.</param>
    /// <exception cref="ForgeException">
    /// A package does not exist or cannot be installed beside the others; the mirror, the keyring or apt is missing; or
    /// there is no index and <paramref name="offline"/> forbids to fetch one.
    /// </exception>
    public Task<ResolvedPackages> ResolveAsync(
        BaseSystem baseSystem, IReadOnlyCollection<string> packages, bool offline,
        CancellationToken cancellationToken) =>
        ResolveAsync(new PackageWish(baseSystem, [.. packages]), offline, cancellationToken);

    /// <summary>Decides every package and version, third parties' and local ones included.</summary>
    /// <param name="wish">What is asked for, and where it may come from.</param>
    /// <param name="offline">Use the index at hand, however old.</param>
    /// <param name="cancellationToken">Ends the apt process too.</param>
    /// <exception cref="ForgeException">
    /// As above; or a repository is not signed by its key, a pin leaves no version, a local package is none.
    /// </exception>
    public async Task<ResolvedPackages> ResolveAsync(
        PackageWish wish, bool offline, CancellationToken cancellationToken)
    {
        if (wish.Packages.FirstOrDefault(name => !PackageName().IsMatch(name)) is { } wrong)
        {
            throw new ForgeException(ForgeError.InvalidDefinition, $"'{wrong}' is not the name of a Debian package");
        }

        var index = AptIndex.Of(state, wish, HostArchive.Find("/", wish.Base.Distribution), time);
        using var held = await LockFile.TakeAsync(index.LockPath, LockLimit, onWait: null, time, cancellationToken);
        if (index.FetchedAt is not { } fetchedAt || (!offline && time.GetUtcNow() - fetchedAt > IndexAgeMax))
        {
            fetchedAt = await index.RefreshAsync(offline, cancellationToken);
        }

        string[] wanted = [.. wish.Packages.Distinct().Order(StringComparer.Ordinal)];
        var indexDigest = index.SignedIndexDigest();
        var answer = index.AnswerPath(Digest.OfFields(
            [Scheme, indexDigest.Hex, wish.Base.Architecture, .. wanted, "", .. wish.Tools]));
        var resolved = StoredJson.TryRead(answer, BuildJson.Default.ResolvedPackages);
        if (resolved is null)
        {
            resolved = await AskAsync(index, indexDigest, wanted, wish, cancellationToken);
            StoredJson.Write(answer, resolved, BuildJson.Default.ResolvedPackages);
        }

        // Each time: a pin's hash is in no index, so a remembered answer knows nothing of it.
        RequirePins(wish.Repositories, resolved.Installed);
        return resolved with { IndexFetchedAt = fetchedAt };
    }

    /// <summary>
    /// Decides what brings packages of an image to a newer version, and what has to come along: nothing else moves.
    /// </summary>
    /// <param name="wish">Says which index.</param>
    /// <param name="current">What the image is made of now.</param>
    /// <param name="names">Installed packages, each as <c>name</c> or <c>name=version</c>.</param>
    /// <param name="files">The <c>.deb</c> file of every installed package.</param>
    /// <param name="offline">Use the index at hand, however old; else it is fetched, however young.</param>
    /// <param name="cancellationToken">Ends the apt process too.</param>
    /// <returns>The same with one hotfix more; as it is if the index has nothing newer.</returns>
    /// <exception cref="ForgeException">
    /// There is no such version (NotFound), or it cannot be installed without more than an upgrade.
    /// </exception>
    public async Task<ResolvedPackages> UpgradeAsync(
        PackageWish wish, ResolvedPackages current, IReadOnlyList<string> names,
        IReadOnlyDictionary<Digest, string> files, bool offline, CancellationToken cancellationToken)
    {
        var index = AptIndex.Of(state, wish, HostArchive.Find("/", wish.Base.Distribution), time);
        using var held = await LockFile.TakeAsync(index.LockPath, LockLimit, onWait: null, time, cancellationToken);
        var fetchedAt = offline && index.FetchedAt is { } known
            ? known
            : await index.RefreshAsync(offline, cancellationToken);
        var status = index.ScratchPath("hotfix-status");
        await WriteStatusAsync(status, current, files, cancellationToken);
        IReadOnlyList<PackageOffer> offers;
        try
        {
            offers = await index.QueryUpgradeAsync(status, names, cancellationToken);
        }
        finally
        {
            File.Delete(status);
        }

        var versions = index.Versions(offers).ToDictionary(package => package.Sha256);
        ImmutableArray<PackageVersion> brought =
        [
            .. offers.Select(offer => Known(versions, offer)).OrderBy(package => package.Name, StringComparer.Ordinal),
        ];
        RequirePins(wish.Repositories, brought);
        return brought.IsEmpty ? current with { IndexFetchedAt = fetchedAt } : current with
        {
            Hotfixes = current.Hotfixes.Add(brought),
            IndexDigest = index.SignedIndexDigest(),
            IndexFetchedAt = fetchedAt,
        };
    }

    // As dpkg would keep it in the image: what apt needs to know of a package is in its file.
    private static async Task WriteStatusAsync(
        string path, ResolvedPackages current, IReadOnlyDictionary<Digest, string> files,
        CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (var package in current.Installed)
        {
            var (control, fault) = await DebControl.ReadAsync(files[package.Sha256], cancellationToken);
            text.Append(control ?? throw new ForgeException(
                ForgeError.Integrity, $"{files[package.Sha256]} is no package any more: {fault}",
                "remove that file; it is fetched again"));
            text.Append("\nStatus: install ok installed\n\n");
        }

        StoredJson.WriteText(path, $"{text}");
    }

    /// <summary>
    /// Compares installed packages with the newest that the index at hand offers, whatever they were resolved from.
    /// </summary>
    /// <param name="wish">Says which index.</param>
    /// <param name="installed">Every package of an image.</param>
    /// <param name="cancellationToken">Ends the wait for another process that fetches the index.</param>
    public async Task<FreshnessEvidence> CompareAsync(
        PackageWish wish, IReadOnlyCollection<PackageVersion> installed, CancellationToken cancellationToken)
    {
        var index = AptIndex.Of(state, wish, HostArchive.Find("/", wish.Base.Distribution), time);
        using var held = await LockFile.TakeAsync(index.LockPath, LockLimit, onWait: null, time, cancellationToken);
        return index.FetchedAt is { } fetchedAt
            ? FreshnessEvidence.Of(
                installed, index.Newest(installed.Select(package => package.Name).ToHashSet()),
                time.GetUtcNow() - fetchedAt)
            : FreshnessEvidence.NoIndex;
    }

    private static async Task<ResolvedPackages> AskAsync(
        AptIndex index, Digest indexDigest, string[] wanted, PackageWish wish, CancellationToken cancellationToken)
    {
        var baseOffers = await index.QueryAsync(BaseQuery, cancellationToken);
        var allOffers = await index.QueryAsync([.. BaseQuery, .. wanted, .. index.LocalPackages()], cancellationToken);
        var toolOffers = wish.Tools.IsEmpty
            ? []
            : await index.QueryAsync([.. BaseQuery, .. wish.Tools], cancellationToken);
        var versions = index.Versions(baseOffers.Union(allOffers).Union(toolOffers))
            .ToDictionary(package => package.Sha256);
        var inBase = baseOffers.Select(offer => offer.Sha256).ToHashSet();
        var all = allOffers.Select(offer => Known(versions, offer))
            .OrderBy(package => package.Name, StringComparer.Ordinal).ToArray();

        // apt takes "name+" and patterns too: what is asked for must come, under exactly that name.
        if (wanted.FirstOrDefault(name => all.All(package => package.Name != name)) is { } missing)
        {
            throw AptFailure.NoSuchPackage(missing, index.Description);
        }

        var resolved = new ResolvedPackages
        {
            Base = [.. all.Where(package => inBase.Contains(package.Sha256))],
            Additional = [.. all.Where(package => !inBase.Contains(package.Sha256))],
            Tools =
            [
                .. toolOffers.Where(offer => !inBase.Contains(offer.Sha256)).Select(offer => Known(versions, offer))
                    .OrderBy(package => package.Name, StringComparer.Ordinal),
            ],
            IndexDigest = indexDigest,
            SuiteReleasedAt = index.SuiteReleasedAt(),
            IndexFetchedAt = default,
        };
        if (resolved.Base.Length != baseOffers.Count)
        {
            throw new ForgeException(
                ForgeError.InvalidDefinition,
                $"the packages asked for conflict with one of the base system of {index.Description}",
                "leave out the packages that replace essential ones");
        }

        return resolved;
    }

    private static void RequirePins(
        IReadOnlyCollection<AptRepository> repositories, IReadOnlyCollection<PackageVersion> all)
    {
        var pinned =
            from repository in repositories
            from pin in repository.Pins
            from package in all
            where package.Name == pin.Package
            select PinFault(repository, pin, package);
        if (pinned.FirstOrDefault(fault => fault is not null) is { } broken)
        {
            throw broken;
        }
    }

    private static ForgeException? PinFault(AptRepository repository, VersionPin pin, PackageVersion package)
    {
        // apt takes another version where none fits a pin; whoever wrote the pin did not mean that.
        if (!pin.Matches(package.Version))
        {
            return new ForgeException(
                ForgeError.InvalidDefinition,
                $"the repository {repository.Description} pins {pin.Package} to {pin.Version}, and no archive of the "
                    + $"image has such a version; apt would take {package.Version}",
                "correct the pin, or leave it out");
        }

        return pin.Sha256 is { } expected && expected != package.Sha256
            ? new ForgeException(
                ForgeError.Integrity,
                $"the repository {repository.Description} has {pin.Package} {package.Version} with the SHA-256 "
                    + $"{package.Sha256.Hex}, and the pin says {expected.Hex}",
                "a published version does not change: ask its maker; write another hash only if you know that the "
                    + "file is the right one")
            : null;
    }

    private static PackageVersion Known(Dictionary<Digest, PackageVersion> versions, PackageOffer offer) =>
        versions.GetValueOrDefault(offer.Sha256) ?? throw new ForgeException(
            ForgeError.Integrity, $"apt offers {offer.Uri}, which is in none of its package lists",
            "remove the folder indexes/ of the state directory; it is fetched again");

    [GeneratedRegex("^[a-z0-9][a-z0-9+.-]{0,126}[a-z0-9+]$", RegexOptions.None, 1000)]
    private static partial Regex PackageName();
}
