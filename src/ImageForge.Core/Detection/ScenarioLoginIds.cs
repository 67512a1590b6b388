namespace ImageForge.Core.Detection;

/// <summary>
/// The login id (auid) that the runner gives to each stage before it starts. It survives sudo, su and setsid, so what
/// the attack did is told apart from what made it possible, cleaned up after it, or ran beside it.
/// </summary>
/// <param name="Run">The attack; only its events are judged.</param>
/// <param name="Prerequisite">Checks and getting of prerequisites.</param>
/// <param name="Cleanup">The undoing.</param>
/// <param name="Runner">The runner itself, its marks and the effect probe.</param>
public sealed record ScenarioLoginIds(uint Run, uint Prerequisite, uint Cleanup, uint Runner)
{
    /// <summary>
    /// Ids that no account has. Above 1000, as people's are: what a rule wants to see of a login, it sees.
    /// </summary>
    public static ScenarioLoginIds Standard { get; } = new(41001, 41002, 41003, 41000);
}
