namespace ImageForge.Core.Images;

/// <summary>How a feed of known vulnerabilities is written.</summary>
public enum FeedKind
{
    /// <summary>OSV entries: one, a list of them, a zip or a folder.</summary>
    Osv,

    /// <summary>The Debian security tracker's JSON: source package, CVE, releases.</summary>
    DebianTracker,
}
