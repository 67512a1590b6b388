using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Every gate there is, in the order in which they are judged.</summary>
public sealed record GateListAnswer(ImmutableArray<GateAnswer> Gates);
