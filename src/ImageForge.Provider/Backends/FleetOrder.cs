namespace ImageForge.Provider.Backends;

/// <summary>A fleet as a program wants it.</summary>
/// <param name="Schedule">Its name: a file under schedules/.</param>
/// <param name="Image">A version or a channel; null: what the schedule names.</param>
/// <param name="Desired">Instances, in place of the schedule's; null: those.</param>
/// <param name="Target">Where; null: the service's own.</param>
/// <param name="Waits">True if the rotation is followed to its end.</param>
internal sealed record FleetOrder(string Schedule, string? Image, int? Desired, string? Target, bool Waits);
