using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>Which systemd units the image enables and masks, each with its suffix (<c>nginx.service</c>).</summary>
public sealed record UnitSelection
{
    public ImmutableArray<string> Enable { get; init; } = [];
    public ImmutableArray<string> Mask { get; init; } = [];
}
