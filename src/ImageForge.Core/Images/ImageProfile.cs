using ImageForge.Core.Detection;

namespace ImageForge.Core.Images;

/// <summary>
/// What a hardening profile asks of the gates, beyond its controls: <c>images/profiles/&lt;id&gt;.yaml</c>. A profile
/// without a file has the defaults.
/// </summary>
public sealed record ImageProfile
{
    /// <summary>The file's name, and what <c>hardening.profile</c> of an image says: <c>server</c>.</summary>
    public required string Id { get; init; }

    public string Title { get; init; } = "";

    public VulnerabilityRule Vulnerabilities { get; init; } = new();

    /// <summary>
    /// True: an image is refused whose packages are not proven to be the newest. False: what is newer is reported.
    /// </summary>
    public bool RequiresFreshness { get; init; }

    /// <summary>
    /// What the image's sensor must be seen to detect. Null: nobody attacks the image, and it states no coverage.
    /// </summary>
    public DetectionPolicy? Detection { get; init; }
}
