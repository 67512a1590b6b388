using System.Collections.Immutable;

namespace ImageForge.Targets.Local;

/// <summary>What is kept of a started machine: <c>machine.json</c> in its folder, written by rename.</summary>
/// <param name="Uuid">As the machine itself answers.</param>
/// <param name="Process">The QEMU process; null between the choice of ports and the start.</param>
/// <param name="Ports">Port on this machine by port in the guest.</param>
public sealed record MachineRecord(Guid Uuid, ProcessIdentity? Process, ImmutableSortedDictionary<int, int> Ports);
