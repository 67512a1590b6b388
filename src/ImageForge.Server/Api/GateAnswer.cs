using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>A gate, and how what is released stands before it.</summary>
/// <param name="What">What it looks at, and how.</param>
/// <param name="Why">What goes wrong where nobody looks.</param>
/// <param name="Fix">Where to begin when it refuses.</param>
/// <param name="Refusing">Versions that it refuses, newest first, 100 at most.</param>
/// <param name="Waiving">Versions that it lets pass under a waiver, newest first, 100 at most.</param>
public sealed record GateAnswer(
    string Gate, string What, string Why, string Fix, bool CanBeWaived, ImmutableArray<string> Refusing,
    ImmutableArray<string> Waiving);
