using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary><c>hotfix report</c>: the latest first.</summary>
internal sealed record HotfixListAnswer(ImmutableArray<HotfixAnswer> Hotfixes);
