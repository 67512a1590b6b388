using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ImageForge.Core.Images;

/// <summary>
/// What a package index answered for a definition: everything that will be installed, decided before anything runs.
/// </summary>
public sealed record ResolvedPackages
{
    /// <summary>
    /// Essential and required packages plus apt, sorted by name: the base layer. Holds <c>usr-is-merged</c>, not
    /// <c>usrmerge</c> (which brings perl): the tree must be merged before anything is unpacked.
    /// </summary>
    public required ImmutableArray<PackageVersion> Base { get; init; }

    /// <summary>What the definition's packages bring on top, sorted by name.</summary>
    public required ImmutableArray<PackageVersion> Additional { get; init; }

    /// <summary>
    /// What Ansible needs beside the base system, sorted by name, for the tree that playbooks are run from; empty
    /// where the definition has none. Never in an image.
    /// </summary>
    public ImmutableArray<PackageVersion> Tools { get; init; } = [];

    /// <summary>
    /// What hotfixes brought since: each one's packages, sorted by name, in the order in which they were made. A
    /// package takes the place of an older one of its name.
    /// </summary>
    public ImmutableArray<ImmutableArray<PackageVersion>> Hotfixes
    {
        // A resolution of before hotfixes has none.
        get => field.IsDefault ? [] : field;
        init;
    } = [];

    /// <summary>What an index is asked for, before it was.</summary>
    internal static ResolvedPackages None { get; } = new()
    {
        Base = [], Additional = [], SuiteReleasedAt = default, IndexDigest = Digest.OfText(""),
        IndexFetchedAt = default,
    };

    /// <summary>Every package that is installed in the end, sorted by name.</summary>
    [JsonIgnore]
    public ImmutableArray<PackageVersion> Installed => Overlaid([Base, Additional, .. Hotfixes]);

    /// <summary>What is there after all of these were installed one after the other, sorted by name.</summary>
    public static ImmutableArray<PackageVersion> Overlaid(IEnumerable<IEnumerable<PackageVersion>> steps)
    {
        var byName = new SortedDictionary<string, PackageVersion>(StringComparer.Ordinal);
        foreach (var package in steps.SelectMany(step => step))
        {
            byName[package.Name] = package;
        }

        return [.. byName.Values];
    }

    /// <summary>Digest of the signed index files the answer came from; provenance, never part of a key.</summary>
    public required Digest IndexDigest { get; init; }

    /// <summary>
    /// Date of the release pocket's signed index: the day of the suite's last point release, the same on every mirror.
    /// It moves only when the base packages move too (<c>base-files</c> names the point release), and no time stamp of
    /// a disk is later.
    /// </summary>
    public required DateTimeOffset SuiteReleasedAt { get; init; }

    /// <summary>When the index was last fetched.</summary>
    public required DateTimeOffset IndexFetchedAt { get; init; }
}
