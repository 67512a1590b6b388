using System.Collections.Immutable;
using ImageForge.Engine.Builds;

namespace ImageForge.Cli.Output;

/// <summary><c>gc</c>: what went, or with <c>--plan</c> would go.</summary>
internal sealed record CollectAnswer(bool Removed, ImmutableArray<GarbageItem> Items);
