using System.Collections.Immutable;
using ImageForge.Engine.Overview;

namespace ImageForge.Server.Pages;

/// <summary>What the journal's page shows.</summary>
/// <param name="Chains">Every chain with its number of entries.</param>
/// <param name="Page">The part that is shown; null: nothing was done yet.</param>
/// <param name="Proof">What the last proof found; null: it takes longer than a page may, and goes on.</param>
public sealed record JournalModel(
    ImmutableArray<(string Chain, long Entries)> Chains, JournalPage? Page, JournalProof? Proof);
