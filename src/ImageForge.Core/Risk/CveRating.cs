namespace ImageForge.Core.Risk;

/// <summary>
/// What somebody who rates vulnerabilities says of one, whoever has it. Null: they say nothing of that.
/// </summary>
/// <param name="Id">Its CVE id.</param>
/// <param name="ExploitedSince">When it came into a catalog of exploited ones; null: it is in none of theirs.</param>
public sealed record CveRating(string Id, DateOnly? ExploitedSince, bool? Automatable, TechnicalImpact? Impact);
