namespace ImageForge.Provider.Values;

/// <summary>What came cannot be read as a value of any property.</summary>
internal sealed class PropertyException(string message) : Exception(message);
