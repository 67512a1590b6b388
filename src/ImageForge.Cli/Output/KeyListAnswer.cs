using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary><c>key</c>: the keys whose signatures are trusted, the one that signs first.</summary>
internal sealed record KeyListAnswer(ImmutableArray<KeyAnswer> Keys);
