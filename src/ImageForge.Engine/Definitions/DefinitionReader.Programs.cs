using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Images;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <content>For programs that name many definitions at once, or write one themselves.</content>
public sealed partial class DefinitionReader
{
    /// <summary>
    /// Makes the first reading quicker: most of what it takes is the loading of schemas and of the code that judges by
    /// them. Safe at any time; reads no definition.
    /// </summary>
    public static void Prepare()
    {
        DefinitionSchema.Load();
        var errors = new DefinitionErrors();
        if (YamlReader.Read("prepared.yaml", "name: prepared\nports: [{ number: 80 }]\n", errors) is { } file)
        {
            DefinitionSchema.Image.Check(file, errors);
        }
    }

    /// <summary>
    /// Every image that is right, from one reading: two hundred cost little more than one. Empty where a file that all
    /// of them rest on is wrong; <see cref="ReadImage"/> says of each what is.
    /// </summary>
    public IReadOnlyDictionary<string, ImageDefinition> ReadImages()
    {
        var tree = NewTree();
        var images = new Dictionary<string, ImageDefinition>(StringComparer.Ordinal);
        _ = (tree.Controls, tree.Profiles, tree.Sensors, tree.Feeds, tree.Waivers, tree.Scenarios, tree.Noise);
        if (!tree.Errors.ToImmutable().IsEmpty)
        {
            return images;
        }

        foreach (var name in tree.ImageNames)
        {
            var faults = tree.Errors.ToImmutable().Length;
            if (Compose(tree, name) is { } definition && tree.Errors.ToImmutable().Length == faults)
            {
                images.Add(name, definition);
            }
        }

        return images;
    }

    /// <summary>SHA-256 of what a schedule says; comments and layout are not in it.</summary>
    /// <exception cref="ForgeException">There is no such schedule (<see cref="ForgeError.NotFound"/>).</exception>
    /// <exception cref="DefinitionException">The file is wrong.</exception>
    public Digest DigestOfSchedule(string fleet)
    {
        var tree = NewTree();
        RequireName(fleet, tree.FleetNames, "schedule", "schedules");
        var file = tree.Load($"schedules/{fleet}.yaml", DefinitionSchema.Schedule);
        tree.Errors.ThrowIfAny($"schedules/{fleet}.yaml");
        return Digest.OfText(file!.Root.ToString(Formatting.None));
    }

    /// <summary>The keys of a waiver's file as they are written.</summary>
    /// <exception cref="ForgeException">There is no such waiver (<see cref="ForgeError.NotFound"/>).</exception>
    /// <exception cref="DefinitionException">The file is wrong.</exception>
    public IReadOnlyDictionary<string, string> ReadWaiverKeys(string id)
    {
        var tree = NewTree();
        RequireName(id, tree.WaiverIds, "waiver", "images/waivers");
        var path = $"images/waivers/{id}.yaml";
        var file = tree.Load(path, DefinitionSchema.Waiver);
        tree.Errors.ThrowIfAny(path);
        return ((JObject)file!.Root).Properties().ToDictionary(
            property => property.Name, property => $"{property.Value}", StringComparer.Ordinal);
    }

    /// <summary>What would be wrong with a waiver's file if it said this; empty: nothing.</summary>
    public ImmutableArray<DefinitionError> JudgeWaiver(string id, string text)
    {
        var tree = NewTree();
        var path = $"images/waivers/{id}.yaml";
        if (tree.Judge(path, text, DefinitionSchema.Waiver) is { } file)
        {
            tree.WaiverReader.Read(file, id);
        }

        return tree.Errors.ToImmutable().RemoveAll(error => error.File != path);
    }
}
