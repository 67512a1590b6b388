namespace ImageForge.Core.Images;

/// <summary>How a feed is written, and what it knows: vulnerabilities of packages, or how bad any are.</summary>
public enum FeedKind
{
    /// <summary>OSV entries: one, a list of them, a zip or a folder.</summary>
    Osv,

    /// <summary>The Debian security tracker's JSON: source package, CVE, releases.</summary>
    DebianTracker,

    /// <summary>CISA's catalog of known exploited vulnerabilities.</summary>
    Kev,

    /// <summary>
    /// CVE records with SSVC decisions of CISA (Vulnrichment): one, a list of them, a zip or a folder.
    /// </summary>
    Ssvc,
}
