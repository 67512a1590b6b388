using System.Collections.Immutable;
using ImageForge.Targets.Local.Doctor;

namespace ImageForge.Cli.Output;

/// <summary>
/// <c>doctor</c>: what was tried on this machine; <paramref name="Ready"/> if nothing needed is missing.
/// </summary>
internal sealed record DoctorAnswer(bool Ready, ImmutableArray<Diagnosis> Checks);
