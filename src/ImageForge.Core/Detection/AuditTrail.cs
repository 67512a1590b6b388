using System.Collections.Immutable;

namespace ImageForge.Core.Detection;

/// <summary>What was read from an audit trail.</summary>
/// <param name="Events">By order of their first record.</param>
/// <param name="RecordCount">Records read.</param>
/// <param name="MalformedCount">Lines that are no record: passed over.</param>
/// <param name="IsCut">The last line was cut, or the trail is longer than a judge reads.</param>
public sealed record AuditTrail(
    ImmutableArray<AuditEvent> Events, int RecordCount, int MalformedCount, bool IsCut);
