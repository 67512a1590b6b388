using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Images;

namespace ImageForge.Engine.Builds;

/// <summary>
/// Reads what a target extracts from the layers of an image's own steps: a line <c>@ layer name</c>, then a line for
/// each regular file of that layer: SHA-256, mode, owner, group and path, in which <c>\\</c> and <c>\n</c> stand for a
/// backslash and a line break.
/// </summary>
public static class StepFileList
{
    /// <summary>Name of the list in the folder that a capture fills.</summary>
    public const string Name = "steps.txt";

    // A step that makes more is a package: the list is part of the manifest, which every command reads.
    private const int FilesMax = 20_000;

    private const string Mark = "@ ";

    /// <summary>One entry for each own step of the plan, in its order.</summary>
    /// <exception cref="ForgeException">The steps made more files than a manifest can list.</exception>
    /// <exception cref="FormatException">The list is not one.</exception>
    public static ImmutableArray<ArtifactStep> Parse(TextReader list, BuildPlan plan)
    {
        var files = new Dictionary<string, ImmutableArray<StepFile>.Builder>(StringComparer.Ordinal);
        ImmutableArray<StepFile>.Builder? current = null;
        var count = 0;
        for (var line = list.ReadLine(); line is not null; line = list.ReadLine())
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
            {
                current = files[line[Mark.Length..]] = ImmutableArray.CreateBuilder<StepFile>();
                continue;
            }

            if (++count > FilesMax)
            {
                throw new ForgeException(
                    ForgeError.InvalidDefinition,
                    $"the image's own steps make more than {FilesMax} files; the last one read is {PathOf(line)}",
                    "put that many files into a Debian package, and name it under debs or from a repository");
            }

            (current ?? throw new FormatException("a file without a step")).Add(
                new StepFile(PathOf(line), new Digest(line.Split(' ')[0])));
        }

        return
        [
            .. plan.Layers.Where(layer => layer.OwnStep is not null).Select(layer => new ArtifactStep(
                layer.Name, layer.OwnStep!.Name, layer.OwnStep.HasNetwork,
                files.GetValueOrDefault(layer.Name)?.ToImmutable() ?? [])),
        ];
    }

    private static string PathOf(string line)
    {
        var escaped = line.Split(' ', 5) is [_, _, _, _, var path]
            ? path
            : throw new FormatException($"'{line}' has no path");
        return escaped.Replace("\\\\", "\0", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal)
            .Replace('\0', '\\');
    }
}
