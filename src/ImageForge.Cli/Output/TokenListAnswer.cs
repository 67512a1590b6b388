using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary><c>token list</c>, and <c>token revoke</c> with the one that was ended.</summary>
internal sealed record TokenListAnswer(ImmutableArray<TokenAnswer> Tokens);
