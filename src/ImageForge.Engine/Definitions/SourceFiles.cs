using System.Collections.Immutable;
using System.Text;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Engine.Store;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Finds the files that definitions ship, keeps them inside their folder, and looks into them for secrets.
/// </summary>
internal sealed class SourceFiles(string root, DefinitionErrors errors)
{
    /// <summary>Bytes of one shipped file: more belongs into a package.</summary>
    public const long SizeMax = 16L * 1024 * 1024;

    /// <summary>Bytes of one shipped package.</summary>
    public const long PackageSizeMax = 512L * 1024 * 1024;

    // Files and folders beside a playbook: a role has tens.
    private const int InputsMax = 2000;

    private const int CandidatesMax = 1000;

    private static readonly EnumerationOptions WholeFolder = new()
    {
        RecurseSubdirectories = true, MaxRecursionDepth = 16, AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };

    private static readonly EnumerationOptions Shallow = new()
    {
        RecurseSubdirectories = true, MaxRecursionDepth = 4, AttributesToSkip = FileAttributes.ReparsePoint,
    };

    private readonly SortedSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Everything that was read so far, relative to the root.</summary>
    public IReadOnlyCollection<string> Read => _read;

    /// <summary>Reads a shipped file.</summary>
    /// <param name="file">The definition that names it.</param>
    /// <param name="at">The value of <c>source</c>.</param>
    /// <param name="folder">What <c>source</c> is relative to: <c>images/web</c>.</param>
    /// <returns>Absolute path and digest; null with the fault added.</returns>
    public (string Path, Digest Content)? Find(DefinitionFile file, JToken at, string folder) =>
        Find(file, at, folder, at.ToString());

    private (string Path, Digest Content)? Find(DefinitionFile file, JToken at, string folder, string source)
    {
        var path = $"{folder}/{source}";
        try
        {
            if (Refuse(source, folder) is { } refused)
            {
                errors.Add(file, at, refused.Message, refused.WayOut);
                return null;
            }

            var info = new FileInfo(Path.Combine(root, path));
            if (info.Length > SizeMax)
            {
                errors.Add(
                    file,
                    at,
                    $"{path} has {info.Length} bytes, at most {SizeMax} are shipped",
                    "put large files into a Debian package");
                return null;
            }

            // A pipe or a device has no length, and opening one could wait for ever.
            var bytes = info.Length == 0 ? [] : File.ReadAllBytes(info.FullName);
            _read.Add(path);
            return IsFree(file, at, path, bytes) ? (info.FullName, Digest.OfBytes(bytes)) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            errors.Add(file, at, $"{path} cannot be read: {failure.Message}", "check its permissions");
            return null;
        }
    }

    /// <summary>Reads a shipped package, of any size up to <see cref="PackageSizeMax"/>.</summary>
    /// <param name="file">The definition that names it.</param>
    /// <param name="at">The value of <c>source</c>.</param>
    /// <param name="folder">What <c>source</c> is relative to.</param>
    /// <returns>Absolute path and digest; null with the fault added.</returns>
    public (string Path, Digest Content)? FindPackage(DefinitionFile file, JToken at, string folder)
    {
        var path = $"{folder}/{at}";
        try
        {
            if (Refuse(at.ToString(), folder) is { } refused)
            {
                errors.Add(file, at, refused.Message, refused.WayOut);
                return null;
            }

            var info = new FileInfo(Path.Combine(root, path));
            if (info.Length is 0 or > PackageSizeMax)
            {
                errors.Add(
                    file, at, $"{path} has {info.Length} bytes; a package has 1 to {PackageSizeMax}",
                    "offer large packages in a repository");
                return null;
            }

            _read.Add(path);
            return (info.FullName, FileDigest.Of(info.FullName));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            errors.Add(file, at, $"{path} cannot be read: {failure.Message}", "check its permissions");
            return null;
        }
    }

    /// <summary>Reads every file of the folder that a shipped file lies in.</summary>
    /// <param name="file">The definition that names it.</param>
    /// <param name="at">The value that names the file.</param>
    /// <param name="folder">What the value is relative to.</param>
    /// <returns>Sorted by path, relative to the file's own folder; null with the fault added.</returns>
    public ImmutableArray<StepInput>? FindBeside(DefinitionFile file, JToken at, string folder)
    {
        if (Refuse(at.ToString(), folder) is { } refused)
        {
            errors.Add(file, at, refused.Message, refused.WayOut);
            return null;
        }

        var own = Path.GetDirectoryName(at.ToString())!;
        var top = Path.Combine(root, folder, own);
        var found = Directory.EnumerateFileSystemEntries(top, "*", WholeFolder).Take(InputsMax + 1).ToList();
        if (found.Count > InputsMax)
        {
            errors.Add(
                file, at, $"{folder}/{own} holds more than {InputsMax} files and folders",
                "keep only what the playbook needs beside it");
            return null;
        }

        var inputs = ImmutableArray.CreateBuilder<StepInput>();
        foreach (var path in found.Order(StringComparer.Ordinal))
        {
            var relative = Path.GetRelativePath(top, path);
            if (new FileInfo(path).LinkTarget is null && Directory.Exists(path))
            {
                continue;
            }

            if (Find(file, at, $"{folder}/{own}", relative) is not { } input)
            {
                return null;
            }

            inputs.Add(new StepInput(relative, input.Content, input.Path));
        }

        return inputs.ToImmutable();
    }

    private (string Message, string WayOut)? Refuse(string source, string folder)
    {
        var segments = source.Split('/');
        if (source.StartsWith('/') || segments.Any(segment => segment is "" or "." or ".."))
        {
            return (
                $"{Quoting.Quote(source)} does not stay inside {folder}/",
                "copy the file into that folder and name it from there");
        }

        var path = Path.Combine(root, folder);
        foreach (var segment in segments)
        {
            path = Path.Combine(path, segment);
            if (new FileInfo(path).LinkTarget is not null)
            {
                return (
                    $"{folder}/{source} goes through a symbolic link",
                    "ship the file itself: a link can leave the folder unseen");
            }
        }

        return File.Exists(path)
            ? null
            : ($"there is no file {folder}/{source}", Nearby(folder, source));
    }

    private string Nearby(string folder, string source)
    {
        var top = Path.Combine(root, folder);
        if (!Directory.Exists(top))
        {
            return $"create {folder}/ and the file in it";
        }

        var candidates = Directory.EnumerateFiles(top, "*", Shallow).Take(CandidatesMax);
        var nearest = NearestName.Of(source, candidates.Select(file => Path.GetRelativePath(top, file)));
        return nearest is null ? "create it, or correct the path" : $"did you mean \"{nearest}\"?";
    }

    private bool IsFree(DefinitionFile file, JToken at, string path, byte[] bytes)
    {
        var isBinary = Array.IndexOf(bytes, (byte)0) >= 0;
        if (SecretScan.Find(Encoding.Latin1.GetString(bytes), isBinary) is not { } secret)
        {
            return true;
        }

        errors.Add(
            path,
            new Position(secret.Line, secret.Column),
            $"{secret.Kind} in plain text, shipped by {file.Path}",
            SecretScan.WayOut);
        errors.Add(file, at, $"{path} holds {secret.Kind} in line {secret.Line}", SecretScan.WayOut);
        return false;
    }
}
