namespace ImageForge.Targets.Tests.Simulated.Risks;

/// <summary>A vulnerability of a year, with the days on which something of it becomes known.</summary>
/// <param name="Package">Which of the image's packages has it.</param>
/// <param name="FixedOn">When there is a version without it; null: never.</param>
/// <param name="ExploitedOn">When it comes into the catalog of exploited ones; null: never.</param>
/// <param name="RatedOn">When somebody rates it; null: never.</param>
/// <param name="AcceptedOn">When somebody accepts it; null: never.</param>
/// <param name="AcceptedFor">Days.</param>
/// <param name="IsRenewed">True if whoever accepted it does so again before the time is over.</param>
internal sealed record Flaw(
    string Id, int Package, int FoundOn, int? FixedOn, int? ExploitedOn, int? RatedOn, bool Automatable, bool IsTotal,
    int? AcceptedOn, int AcceptedFor, bool IsRenewed);
