namespace ImageForge.Provider.Values;

/// <summary>What became of a property.</summary>
internal enum PropertyChangeKind
{
    Added,
    Removed,
    Updated,
}
