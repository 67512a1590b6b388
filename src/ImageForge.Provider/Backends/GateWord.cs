namespace ImageForge.Provider.Backends;

/// <summary>What a gate said of a version.</summary>
/// <param name="NotRun">It had nothing to judge by.</param>
internal sealed record GateWord(string Name, bool Passed, bool NotRun, string Summary);
