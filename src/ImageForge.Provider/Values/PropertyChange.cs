namespace ImageForge.Provider.Values;

/// <summary>That a property is not what it was.</summary>
/// <param name="Path">Where, down to the deepest place that differs.</param>
/// <param name="Key">The property of the resource that it is in.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="IsInput">True if the old value that is shown is the old input, else the old output.</param>
internal sealed record PropertyChange(string Path, string Key, PropertyChangeKind Kind, bool IsInput = true)
{
    /// <summary>That an output is another one than it was, for a reason that no input has.</summary>
    public static PropertyChange OfOutput(string name) => new(name, name, PropertyChangeKind.Updated, IsInput: false);
}
