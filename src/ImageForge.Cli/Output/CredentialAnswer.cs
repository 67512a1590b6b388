using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary>One credential that sensors enrol with.</summary>
/// <param name="SetAt">Null if it is asked for and not at hand.</param>
/// <param name="Sensors">Ids of the sensors whose definitions name it.</param>
internal sealed record CredentialAnswer(string Name, DateTimeOffset? SetAt, ImmutableArray<string> Sensors);
