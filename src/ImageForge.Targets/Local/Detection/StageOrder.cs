using ImageForge.Core.Detection;

namespace ImageForge.Targets.Local.Detection;

/// <summary>One script that the runner in a machine is asked to run.</summary>
/// <param name="Name">One word, said back with the answer.</param>
/// <param name="Script">Text of the script.</param>
/// <param name="Login">Login id of everything that it starts; null: none, as a service has.</param>
internal sealed record StageOrder(string Name, string Script, uint? Login)
{
    public ScenarioAccount Account { get; init; } = ScenarioAccount.Root;
    public ScenarioShell Shell { get; init; } = ScenarioShell.Sh;

    /// <summary>After this the runner ends the script and all that it started.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the runner waits after it.</summary>
    public TimeSpan Settle { get; init; }

    /// <summary>Written into the audit trail before it; no blanks.</summary>
    public string? StartMark { get; init; }

    /// <summary>Written into the audit trail after it; no blanks.</summary>
    public string? EndMark { get; init; }
}
