using System.Collections.Immutable;
using ImageForge.Core.Rotations;

namespace ImageForge.Cli.Output;

/// <summary>What one pass decides: its numbers, commands and holds.</summary>
internal sealed record PlanAnswer(
    RotationStatus Status, int Desired, int Floor, int Ceiling, int Batch, int Available, int OnTarget, int Total,
    ImmutableArray<CommandAnswer> Commands, ImmutableArray<HoldAnswer> Holds, ImmutableArray<string> Arithmetic,
    string? StopReason)
{
    /// <summary>How long the rest takes if nothing breaks; null where nobody asked.</summary>
    public double? ExpectedSeconds { get; init; }

    public static PlanAnswer? Of(RotationPlan? plan) => plan is null ? null : new(
        plan.Status, plan.Limits.Desired, plan.Limits.Floor, plan.Limits.Ceiling, plan.Limits.Batch,
        plan.Count.Available,
        plan.Count.OnTarget, plan.Count.Total,
        [.. plan.Commands.Select(
            command => new CommandAnswer(command.GetType().Name, command.Instance.Value, command.Reason))],
        [.. plan.Holds.Select(HoldAnswer.Of)],
        plan.Arithmetic, plan.StopReason);
}
