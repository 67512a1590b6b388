namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>The process is killed here: nothing of it goes on.</summary>
internal sealed class ProcessDiedException() : Exception("the process was killed");
