namespace ImageForge.Cli.Output;

/// <summary>
/// <c>rotate</c> and <c>fleet launch</c>: how it ended (<c>Complete</c>, <c>Stopped</c>,
/// <c>RolledBack</c>, <c>Cancelled</c>, <c>Held</c>, <c>Stalled</c>, <c>PlanRefused</c>) and the fleet now.
/// </summary>
internal sealed record RotationAnswer(string End, string Reason, PlanAnswer? LastPlan, FleetAnswer Fleet);
