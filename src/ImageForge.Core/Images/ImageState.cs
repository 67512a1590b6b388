namespace ImageForge.Core.Images;

/// <summary>
/// Where a built version stands. Gates say <see cref="Refused"/> or <see cref="Validated"/>, which its manifest holds;
/// the rest is decided afterwards and lies in the journal.
/// </summary>
public enum ImageState
{
    /// <summary>Its gates have not spoken yet.</summary>
    Candidate,

    /// <summary>A gate refused it; it is kept for inspection.</summary>
    Refused,

    /// <summary>Every gate let it pass.</summary>
    Validated,

    /// <summary>Promoted: instances are launched on it.</summary>
    Released,

    /// <summary>No new rotation goes to it; what runs on it runs on.</summary>
    Deprecated,

    /// <summary>Nothing is launched on it, and what runs on it should go.</summary>
    Revoked,

    /// <summary>Its files are gone, or going.</summary>
    Deleted,
}
