using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Images.Lifecycle;

namespace ImageForge.Engine.Definitions;

// What a service looks at again and again while people edit it.
public sealed partial class DefinitionReader
{
    /// <summary>The images that have a file, right or wrong, each with a digest of its text.</summary>
    /// <exception cref="ForgeException">The root has no <c>images/</c> (<see cref="ForgeError.NotFound"/>).</exception>
    public IReadOnlyDictionary<string, Digest> ListImages() =>
        List(NewTree().ImageNames, image => $"images/{image}/image.yaml");

    /// <summary>When an image is built anew; null if its own file does not say it.</summary>
    /// <exception cref="ForgeException">There is no image of that name (<see cref="ForgeError.NotFound"/>).</exception>
    /// <exception cref="DefinitionException">Its file is wrong.</exception>
    public RebuildPolicy? ReadRebuild(string image)
    {
        var tree = NewTree();
        RequireName(image, tree.ImageNames, "image", "images");
        var rebuild = tree.Image(image)?.Fragment.Rebuild;
        tree.Errors.ThrowIfAny($"images/{image}/image.yaml");
        return rebuild;
    }

    /// <summary>
    /// An image and everything that extends it, parents before children. A file that cannot be read extends nothing.
    /// </summary>
    public ImmutableArray<string> ListFamily(string image)
    {
        var tree = NewTree();
        var parents = tree.ImageNames.ToDictionary(
            name => name, name => tree.Image(name)?.Fragment.Extends?.Value, StringComparer.Ordinal);
        var family = new List<string> { image };
        for (var next = 0; next < family.Count; next++)
        {
            // Not those that are in it already: files may extend each other in a circle.
            family.AddRange(parents.Where(known => known.Value == family[next]).Select(known => known.Key)
                .Except(family, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList());
        }

        return [.. family];
    }

    /// <summary>The fleets that have a schedule, right or wrong, each with a digest of its text.</summary>
    /// <exception cref="ForgeException">The root has no <c>images/</c> (<see cref="ForgeError.NotFound"/>).</exception>
    public IReadOnlyDictionary<string, Digest> ListSchedules() =>
        List(NewTree().FleetNames, fleet => $"schedules/{fleet}.yaml");

    private Dictionary<string, Digest> List(IEnumerable<string> names, Func<string, string> pathOf)
    {
        RequireImages();
        var files = new Dictionary<string, Digest>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            try
            {
                files[name] = Digest.OfBytes(File.ReadAllBytes(Path.Combine(_root, pathOf(name))));
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                // Somebody is putting another one in its place; the next look finds that.
            }
        }

        return files;
    }
}
