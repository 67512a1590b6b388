using System.Collections.Immutable;

namespace ImageForge.Engine.Overview;

/// <summary>What a proof of the whole journal found.</summary>
/// <param name="At">When.</param>
/// <param name="Faults">Empty: every chain is whole, and every signed head in its place.</param>
public sealed record JournalProof(DateTimeOffset At, int Chains, long Entries, ImmutableArray<string> Faults);
