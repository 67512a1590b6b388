using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>
/// One hardening rule as data: how it is applied to a tree, and an independent check in a booted instance.
/// </summary>
public sealed record HardeningControl
{
    /// <summary>Stable kebab-case id, the file's name: <c>sshd-no-root-login</c>.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>Why it matters, in a sentence.</summary>
    public required string Why { get; init; }

    /// <summary>The part of the system that it hardens; for people who look for gaps.</summary>
    public required ControlArea Area { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>Counterparts elsewhere, such as <c>CIS Debian 12 5.1.20</c> or <c>ANSSI R29</c>.</summary>
    public ImmutableArray<string> References { get; init; } = [];

    /// <summary>Profiles that contain the control.</summary>
    public ImmutableArray<string> Profiles { get; init; } = [];

    /// <summary>Debian packages that an image gets with the control.</summary>
    public ImmutableArray<string> Packages { get; init; } = [];

    /// <summary>Shell script (sh -eu) run as root in a chroot of the tree while building, without network.</summary>
    public required string Apply { get; init; }

    /// <summary>
    /// Shell script (sh -eu) run as root in the booted image: exit 0 passes; what it prints is the evidence.
    /// </summary>
    public required string Check { get; init; }

    /// <summary>
    /// Shell script that undoes <see cref="Apply"/> in a finished tree, run as it is; then exactly this control's check
    /// must fail. It proves the check and is no part of any image, so neither digests nor layer keys know it.
    /// </summary>
    public required string Mutation { get; init; }

    /// <summary>
    /// Scripts get the image's ports as <c>IMAGEFORGE_PORTS</c> ("tcp/22 tcp/80"). Order among controls: lower first.
    /// </summary>
    public int Order { get; init; } = 50;
}
