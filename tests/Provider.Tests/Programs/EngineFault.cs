namespace ImageForge.Provider.Tests.Programs;

/// <summary>A run that the engine gives up, with what people are shown.</summary>
internal sealed class EngineFault(string message, Exception? inner = null) : Exception(message, inner);
