using System.Collections.Immutable;
using ImageForge.Core.Images.Lifecycle;

namespace ImageForge.Core.Images;

/// <summary>
/// One image file as written, before its parents are laid under it. A null scalar or group was not written and comes
/// from the parent; a list holds what this file adds.
/// </summary>
public sealed record ImageFragment
{
    public required ImageName Name { get; init; }
    public string? Description { get; init; }

    /// <summary>The parent; null for a root, which has a <see cref="Base"/> instead.</summary>
    public ImageName? Extends { get; init; }

    public BaseSystem? Base { get; init; }
    public ImmutableArray<string> Packages { get; init; } = [];
    public ImmutableArray<AptRepository> Repositories { get; init; } = [];

    /// <summary>Local packages.</summary>
    public ImmutableArray<LocalPackage> Debs { get; init; } = [];

    public ImmutableArray<FileEntry> Files { get; init; } = [];
    public ImmutableArray<UserAccount> Users { get; init; } = [];
    public UnitSelection Units { get; init; } = new();
    public ImmutableArray<OpenPort> Ports { get; init; } = [];
    public string? HardeningProfile { get; init; }

    /// <summary>This file's own steps, in the order in which they run.</summary>
    public ImmutableArray<ImageStep> Steps { get; init; } = [];

    /// <summary>Ids of sensors.</summary>
    public ImmutableArray<string> Sensors { get; init; } = [];

    public HealthProbe? Health { get; init; }
    public DiskSettings? Disk { get; init; }
    public PromotionPolicy? Promotion { get; init; }
    public RetentionPolicy? Retention { get; init; }

    /// <summary>Of this file alone; no child inherits it.</summary>
    public RebuildPolicy? Rebuild { get; init; }
}
