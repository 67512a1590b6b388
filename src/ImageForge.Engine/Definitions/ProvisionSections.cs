using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Images;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// The parts of an image by which it takes in what is not Debian's: archives of third parties, local packages, and its
/// own steps.
/// </summary>
internal sealed class ProvisionSections(SourceFiles sources, DefinitionErrors errors)
{
    private const string Armour = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

    private static readonly HashSet<string> GivenVariables =
        new(StringComparer.Ordinal) { "PATH", "LC_ALL", "SOURCE_DATE_EPOCH" };

    /// <param name="file">The definition.</param>
    /// <param name="folder">What each <c>key</c> is relative to.</param>
    public ImmutableArray<AptRepository> ReadRepositories(DefinitionFile file, string folder)
    {
        var repositories = ImmutableArray.CreateBuilder<AptRepository>();
        foreach (var group in file.Root.Groups("repositories"))
        {
            if (group.Text("name") is not { } name || group.Text("uri") is not { } uri
                || group.Text("suite") is not { } suite)
            {
                continue;
            }

            if (repositories.Any(other => other.Name == name))
            {
                errors.Add(
                    file, group.Value("name"), $"the repository {Quoting.Quote(name)} is listed twice",
                    "keep one of them, or give the other a name of its own");
            }

            CheckComponents(file, group, suite);
            CheckPins(file, group);
            if (group.Value("key") is { Type: JTokenType.String } at && sources.Find(file, at, folder) is { } key
                && IsArmoured(file, at, key.Path) is { } armoured)
            {
                repositories.Add(new AptRepository
                {
                    Name = name,
                    Uri = uri,
                    Suite = suite,
                    Components = group.Texts("components"),
                    Architectures = group.Texts("architectures"),
                    Key = key.Content,
                    KeyPath = key.Path,
                    IsArmoured = armoured,
                    Pins = [.. group.Groups("pins").Select(
                        pin => new VersionPin(
                            pin.Text("package") ?? "", pin.Text("version") ?? "",
                            pin.Text("sha256") is { } hex && Digest.IsValid(hex) ? new Digest(hex) : null))],
                });
            }
        }

        return repositories.ToImmutable();
    }

    /// <param name="file">The definition.</param>
    /// <param name="image">Name of the image; each <c>source</c> is relative to its folder.</param>
    public ImmutableArray<LocalPackage> ReadDebs(DefinitionFile file, string image)
    {
        var debs = ImmutableArray.CreateBuilder<LocalPackage>();
        foreach (var group in file.Root.Groups("debs"))
        {
            if (group.Value("source") is not { Type: JTokenType.String } at || group.Text("sha256") is not { } written
                || !Digest.IsValid(written) || sources.FindPackage(file, at, $"images/{image}") is not { } found)
            {
                continue;
            }

            if (found.Content.Hex != written)
            {
                errors.Add(
                    file, group.Value("sha256"),
                    $"images/{image}/{at} has not this SHA-256 but {found.Content.Hex}",
                    "get the file anew from where the hash is published; write another hash only if you know that "
                        + "the file is the right one");
            }
            else if (debs.Any(other => other.Sha256 == found.Content))
            {
                errors.Add(file, at, $"images/{image}/{at} is listed twice", "keep one of them");
            }
            else
            {
                debs.Add(new LocalPackage($"{image}/{at}", found.Content, found.Path));
            }
        }

        return debs.ToImmutable();
    }

    /// <param name="file">The definition.</param>
    /// <param name="image">Name of the image; scripts and playbooks are relative to its folder.</param>
    public ImmutableArray<ImageStep> ReadSteps(DefinitionFile file, string image) =>
        [.. file.Root.Groups("steps").Select(group => ReadStep(file, group, image)).OfType<ImageStep>()];

    private ImageStep? ReadStep(DefinitionFile file, JObject group, string image)
    {
        var limit = ReadLimit(file, group);
        switch (group.Value("run"), group.Value("ansible"))
        {
            case ({ Type: JTokenType.String } run, null):
                return sources.Find(file, run, $"images/{image}") is { } script
                    ? new ImageStep.Script
                    {
                        Source = $"{image}/{run}",
                        Content = script.Content,
                        SourcePath = script.Path,
                        Environment = ReadEnvironment(file, group),
                        HasNetwork = group.Flag("network") ?? false,
                        TimeLimit = limit,
                    }
                    : null;
            case (null, { Type: JTokenType.String } ansible):
                CheckPlaybook(file, group, ansible, image);
                return sources.FindBeside(file, ansible, $"images/{image}") is { } folder
                    ? new ImageStep.Playbook
                    {
                        Source = $"{image}/{ansible}",
                        File = Path.GetFileName(ansible.ToString()),
                        Folder = folder,
                        HasNetwork = group.Flag("network") ?? false,
                        TimeLimit = limit,
                    }
                    : null;
            case (null, null):
                errors.Add(
                    file, group, "a step needs run or ansible", "name a script under run, or a playbook under ansible");
                return null;
            case (not null, not null):
                errors.Add(file, group, "a step has run or ansible, not both", "make two steps of it");
                return null;
            default:
                return null;
        }
    }

    private TimeSpan ReadLimit(DefinitionFile file, JObject group)
    {
        if (group.Text("timeLimit") is not { } written || DurationText.Parse(written) is not { } limit)
        {
            return ImageStep.TimeLimitDefault;
        }

        if (limit < TimeSpan.FromSeconds(1) || limit > ImageStep.TimeLimitMax)
        {
            errors.Add(
                file, group.Value("timeLimit"), $"timeLimit: {Quoting.Quote(written)} is not between 1s and 60m",
                "a step that needs longer belongs into a package that is built beforehand");
        }

        return limit;
    }

    private ImmutableSortedDictionary<string, string> ReadEnvironment(DefinitionFile file, JObject group)
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in group.Entries("environment"))
        {
            if (entry.ToString().Split('=', 2) is not [var name, var value])
            {
                continue;
            }

            if (GivenVariables.Contains(name))
            {
                errors.Add(
                    file, entry, $"environment: {name} is given to every script already",
                    "leave it out; a script may set it itself");
            }
            else if (!variables.TryAdd(name, value))
            {
                errors.Add(file, entry, $"environment: {name} is given twice", "keep one of them");
            }
        }

        return variables.ToImmutable();
    }

    private void CheckPlaybook(DefinitionFile file, JObject group, JToken playbook, string image)
    {
        if (!playbook.ToString().Contains('/', StringComparison.Ordinal))
        {
            errors.Add(
                file, playbook, $"the playbook {Quoting.Quote(playbook.ToString())} lies in the image's own folder",
                $"move it with its roles into a folder of its own, such as images/{image}/ansible/: that whole folder "
                    + "is its input");
        }

        if (group.Value("environment") is { } environment)
        {
            errors.Add(
                file, environment.Parent, "environment belongs to run",
                "give a playbook its values in variables beside it");
        }
    }

    private void CheckComponents(DefinitionFile file, JObject group, string suite)
    {
        var (isFlat, hasComponents) = (suite.EndsWith('/'), group.Entries("components").Any());
        if (isFlat && hasComponents)
        {
            errors.Add(
                file, group.Value("components"), "a suite that ends in / has no components",
                "leave components out, or the / at the end of suite");
        }
        else if (!isFlat && !hasComponents)
        {
            errors.Add(
                file, group.Value("suite"), "the repository names no components",
                "add components: [main], or whatever its maker calls them; only a suite that ends in / has none");
        }
    }

    private void CheckPins(DefinitionFile file, JObject group)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pin in group.Groups("pins"))
        {
            if (pin.Text("package") is { } package && !seen.Add(package))
            {
                errors.Add(file, pin, $"{Quoting.Quote(package)} is pinned twice", "keep one of the pins");
            }

            if (pin.Value("sha256") is { } hash && pin.Text("version") is { } version
                && version.AsSpan().ContainsAny('*', '?'))
            {
                errors.Add(
                    file, hash, $"a hash is that of one file, and {Quoting.Quote(version)} stands for many versions",
                    "write the version out, or leave the hash out");
            }
        }
    }

    // Null, with the fault added, where it is no public key at all. Whether it is the right one, apt's gpgv finds out.
    private bool? IsArmoured(DefinitionFile file, JToken at, string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.AsSpan().TrimStart(" \t\r\n"u8).StartsWith(System.Text.Encoding.ASCII.GetBytes(Armour)))
        {
            return true;
        }

        // RFC 4880, 4.2: the tag of a public key, in the old form of the header (length of one, two or four bytes) or
        // in the new one.
        if (bytes is [0x98 or 0x99 or 0x9a or 0xc6, ..])
        {
            return false;
        }

        errors.Add(
            file, at, $"{Quoting.Quote(at.ToString())} is no OpenPGP public key",
            "save what the repository's maker publishes: gpg --export, with or without --armor");
        return null;
    }
}
