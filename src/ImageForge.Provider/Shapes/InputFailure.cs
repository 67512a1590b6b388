namespace ImageForge.Provider.Shapes;

/// <summary>What is wrong with an input.</summary>
/// <param name="Path">Where, such as <c>overrides.pockets[1]</c>.</param>
/// <param name="Reason">What was expected, and a way out.</param>
internal sealed record InputFailure(string Path, string Reason);
