using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary><c>credential</c>: what sensors enrol with; values are in no answer.</summary>
internal sealed record CredentialListAnswer(ImmutableArray<CredentialAnswer> Credentials);
