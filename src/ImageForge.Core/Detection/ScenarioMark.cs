namespace ImageForge.Core.Detection;

/// <summary>
/// What the runner writes into the audit trail (a USER record, by <c>auditctl -m</c>) around an attack. Marks order the
/// stream by the kernel's own count; the host's clock and the guest's need not agree.
/// </summary>
public static class ScenarioMark
{
    /// <summary>Written when prerequisites are met, just before the attack.</summary>
    public static string Start(string scenarioId) => $"imageforge:start:{scenarioId}";

    /// <summary>Written after the attack, its effect probe and the time to settle.</summary>
    public static string End(string scenarioId) => $"imageforge:end:{scenarioId}";

    /// <summary>
    /// Whether a USER record's text is a mark. It is a word of its own: one scenario's id may begin with another's.
    /// </summary>
    public static bool IsIn(string text, string mark) =>
        text.Split(' ').Any(word => word == mark || word == $"text={mark}");
}
