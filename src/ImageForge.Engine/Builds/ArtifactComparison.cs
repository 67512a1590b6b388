using System.Collections.Immutable;
using System.Text.Json;
using ImageForge.Core.Images;

namespace ImageForge.Engine.Builds;

/// <summary>Compares two artifacts of a store, with the changelogs that lie beside the newer one.</summary>
public static class ArtifactComparison
{
    private const string Changelogs = "changelogs.json";

    /// <exception cref="ForgeException">The changelogs are damaged; names the file.</exception>
    public static ArtifactDiff Compare(this ArtifactStore artifacts, ImageArtifact older, ImageArtifact newer) =>
        ArtifactDiff.Between(older, newer, ReadChangelogs(Path.Combine(artifacts.FolderOf(newer.Id), Changelogs)));

    private static ImmutableSortedDictionary<string, ImmutableArray<ChangelogEntry>> ReadChangelogs(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(
                    File.ReadAllBytes(path), BuildJson.Default.ImmutableSortedDictionaryStringImmutableArrayChangelogEntry)
                ?? throw new JsonException("it is empty");
        }
        catch (FileNotFoundException)
        {
            return ImmutableSortedDictionary<string, ImmutableArray<ChangelogEntry>>.Empty;
        }
        catch (JsonException exception)
        {
            throw new ForgeException(
                ForgeError.Integrity, $"{path} is damaged: {exception.Message}", "build the image again", exception);
        }
    }
}
