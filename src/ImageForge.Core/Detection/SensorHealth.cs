namespace ImageForge.Core.Detection;

/// <summary>What <c>auditctl -s</c> and <c>-l</c> said, once before a scenario and once after it.</summary>
/// <param name="Enabled">0: off; 1: on; 2: on and locked.</param>
/// <param name="DaemonAlive">The process that the kernel delivers to is alive and in auditd's control group.</param>
/// <param name="Lost">Records dropped since boot.</param>
/// <param name="Backlog">Records waiting to be delivered.</param>
/// <param name="RuleCount">Rules that are loaded.</param>
/// <param name="ExpectedRuleCount">Rules that were baked.</param>
public sealed record SensorHealth(
    int Enabled, bool DaemonAlive, long Lost, int Backlog, int RuleCount, int ExpectedRuleCount)
{
    /// <summary>Why the sensor can not be relied on; null: it can.</summary>
    public string? Fault => this switch
    {
        { Enabled: < 1 } => "auditing is switched off",
        { DaemonAlive: false } => "auditd is not running",
        { ExpectedRuleCount: < 1 } => "no rules were baked",
        _ when RuleCount != ExpectedRuleCount => $"{RuleCount} of {ExpectedRuleCount} rules are loaded",
        _ => null,
    };
}
