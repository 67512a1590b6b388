using System.Text.RegularExpressions;
using ImageForge.Core.Images;

namespace ImageForge.Engine.Builds;

/// <summary>What apt's complaints mean, in our words and with a way out.</summary>
internal static partial class AptFailure
{
    private const int QuotedLinesMax = 6;

    // By another key, by one that has expired or was revoked, or not at all.
    private static readonly string[] Unsigned = ["NO_PUBKEY", "not signed", "EXPKEYSIG", "REVKEYSIG", "BADSIG"];

    public static ForgeException Of(string errors, string index, ArchiveAddresses archive)
    {
        if (NoCandidate().Match(errors) is { Success: true } match)
        {
            return NoSuchPackage(match.Groups["name"].Value, index);
        }

        var quoted = Quoted(errors);
        if (errors.Contains("unmet dependencies", StringComparison.Ordinal)
            || errors.Contains("held broken packages", StringComparison.Ordinal))
        {
            return new ForgeException(
                ForgeError.InvalidDefinition, $"the packages cannot be installed together from {index}: {quoted}",
                "leave one of them out, or add the pocket it needs");
        }

        if (errors.Contains("No space left on device", StringComparison.Ordinal))
        {
            return new ForgeException(
                ForgeError.Environment, $"the disk is full: the package index of {index} could not be stored",
                "make room where the state directory lies (`imageforge gc` helps), or set IMAGEFORGE_STATE");
        }

        if (errors.Contains("NO_PUBKEY", StringComparison.Ordinal)
            || errors.Contains("not signed", StringComparison.Ordinal))
        {
            return new ForgeException(
                ForgeError.External,
                $"the package index of {index} is not signed by a key of the Debian archive: {quoted}",
                "check the mirror; for a suite newer than this host, update its package debian-archive-keyring");
        }

        return new ForgeException(
            ForgeError.External,
            $"the package index of {index} could not be fetched from {Addresses(archive)}: {quoted}",
            "check the network and the definition's mirror; --offline uses the index at hand");
    }

    /// <summary>What apt says about an archive of a third party; null if it speaks of none.</summary>
    public static ForgeException? OfRepository(string errors, IEnumerable<AptRepository> repositories)
    {
        var complaints = errors.Split('\n').Where(line => !line.StartsWith("N: ", StringComparison.Ordinal)).ToList();
        if (repositories.FirstOrDefault(named => complaints.Any(line => Names(line, named))) is not { } repository)
        {
            return null;
        }

        var quoted = Quoted(string.Join('\n', complaints.Where(line => Names(line, repository))));
        return Unsigned.Any(word => quoted.Contains(word, StringComparison.Ordinal))
            ? new ForgeException(
                ForgeError.InvalidDefinition,
                $"the repository {repository.Description} is not signed by the key that the definition names for it: "
                    + quoted,
                "compare that key with the one its maker publishes; do not build until they are the same")
            : new ForgeException(
                ForgeError.External, $"the repository {repository.Description} cannot be used: {quoted}",
                "check its uri, suite and components, and whether it can be reached; --offline uses the index at hand");
    }

    private static bool Names(string line, AptRepository repository) =>
        line.Contains($"{repository.Uri.TrimEnd('/')} {repository.Suite}", StringComparison.Ordinal)
        || line.Contains($"{repository.Uri.TrimEnd('/')}/", StringComparison.Ordinal);

    public static ForgeException NoSuchPackage(string name, string index) => new(
        ForgeError.InvalidDefinition, $"{index} has no package '{name}'",
        "check its spelling (`apt-cache search` helps), or leave it out");

    public static ForgeException TimedOut(TimeSpan limit, string index, ArchiveAddresses archive) => new(
        ForgeError.External,
        $"apt-get did not end within {limit.TotalMinutes:0} min for {index} from {Addresses(archive)}",
        "check the network and the definition's mirror; --offline uses the index at hand");

    public static ForgeException NoApt() => new(
        ForgeError.Environment, "apt-get is missing: packages are resolved by real apt",
        "run on Debian or Ubuntu; `imageforge doctor` lists what is missing");

    public static ForgeException NoKeyring(string path) => new(
        ForgeError.Environment, $"the Debian archive's keys are missing: {path}",
        "apt-get install debian-archive-keyring");

    private static string Addresses(ArchiveAddresses archive) => $"{archive.Main} and {archive.Security}";

    private static string Quoted(string errors) => string.Join(
        "; ", errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Take(QuotedLinesMax));

    [GeneratedRegex(
        "Unable to locate package (?<name>\\S+)|Package '(?<name>[^']+)' has no installation candidate"
            + "|Couldn't find any package by [a-z]+ '(?<name>[^']+)'",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NoCandidate();
}
