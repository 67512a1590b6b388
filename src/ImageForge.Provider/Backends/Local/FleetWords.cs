using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;

namespace ImageForge.Provider.Backends.Local;

/// <summary>Rotations in a few words.</summary>
internal static class FleetWords
{
    /// <summary>One line of where a pass stands.</summary>
    public static string Of(RotationPass pass)
    {
        var count = pass.Plan.Count;
        var acts = pass.Plan.Commands.Select(command =>
            $"{command.GetType().Name.ToLowerInvariant()} {command.Instance}");
        var holds = pass.Plan.Holds.Select(hold => $"waits: {hold.Reason}").Distinct();
        var doing = string.Join(", ", pass.Plan.Commands.IsEmpty ? holds : acts);
        return $"{count.OnTarget} of {pass.Plan.Limits.Desired} on {pass.History.Target}, {count.Available} available "
            + $"(floor {pass.Plan.Limits.Floor}){(doing.Length > 0 ? $"; {doing}" : "")}";
    }

    public static string Of(Hold hold) =>
        $"{hold.Instance?.Value ?? "fleet"}: {hold.Reason}, {hold.Detail}{Next(hold)}";

    /// <summary>Why a run ended before the fleet was as ordered, and when that may change.</summary>
    public static string Hold(RotationPass? last)
    {
        if (last is null)
        {
            return "the rotation came to no pass";
        }

        var holds = string.Join("; ", last.Plan.Holds.Select(Of).Distinct());
        return $"{last.End?.ToString().ToLowerInvariant()}: {last.EndReason}{(holds.Length > 0 ? $"; {holds}" : "")}";
    }

    /// <summary>Where the last rotation stands, in a word or two.</summary>
    public static string StateOf(RotationHistory history) => history switch
    {
        { Rotation: null } => "none",
        { FinishedAs: { } ended } => $"{ended}".ToLowerInvariant(),
        _ => "under way",
    };

    private static string Next(Hold hold) => hold.NextEligibleAt is { } next
        ? $", next eligible {next.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"
        : ", until a person or an event changes it";
}
