namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>Where a process dies.</summary>
/// <param name="Append">Which of all appends to the journal, from 1.</param>
/// <param name="IsWritten">False if it dies before the append is durable: an act that it would have reported is done by
/// then. True if it dies right after: an act that was intended is not sent.</param>
internal readonly record struct CrashPoint(int Append, bool IsWritten);
