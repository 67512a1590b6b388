using System.Collections.Immutable;

namespace ImageForge.Core.Detection;

/// <summary>One line of <c>audit.rules</c> that the kernel matches against.</summary>
/// <param name="Line">Where it is written, from 1.</param>
/// <param name="Action"><c>always</c> or <c>never</c>.</param>
/// <param name="List"><c>exit</c> or <c>exclude</c>.</param>
/// <param name="SystemCalls">Empty: whichever, or those that <c>perm=</c> stands for.</param>
/// <param name="Fields">Conditions as written, such as <c>path=/etc/shadow</c>, in order.</param>
public sealed record AuditRule(
    int Line,
    string Action,
    string List,
    ImmutableArray<string> SystemCalls,
    ImmutableArray<string> Fields,
    AuditKeys Keys)
{
    /// <summary>It records an event; the others only leave something out.</summary>
    public bool Records => this is { Action: "always", List: "exit" };

    /// <summary>
    /// It is blind to what has no login id, such as a compromised service. Nobody's id is the highest number, so of the
    /// conditions only those that name it, or ask for one id, leave it out.
    /// </summary>
    public bool NeedsLoginId => Fields.Any(condition => condition is "auid!=unset" or "auid!=-1" or "auid!=4294967295"
        || condition.StartsWith("auid<", StringComparison.Ordinal)
        || (condition.StartsWith("auid=", StringComparison.Ordinal) && condition != "auid=unset"));
}
