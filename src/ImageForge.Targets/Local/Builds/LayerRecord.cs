namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// What is kept beside a layer's tree: <c>layer.json</c>. Written last, so a layer that has one is whole.
/// </summary>
/// <param name="Name">Which layer: <c>base</c>, <c>packages</c> …</param>
/// <param name="Key">Hexadecimal key, the folder's name.</param>
/// <param name="Parent">Key of the layer below; null for a base.</param>
/// <param name="Content">Hexadecimal digest of the tree; looked at again before anything is built upon the
/// layer.</param>
internal sealed record LayerRecord(string Name, string Key, string? Parent, string Content);
