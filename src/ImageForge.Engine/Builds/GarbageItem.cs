namespace ImageForge.Engine.Builds;

/// <summary>One thing that can go.</summary>
/// <param name="Path">File or folder.</param>
/// <param name="Bytes">What its files hold; sparse and linked ones count whole.</param>
/// <param name="Reason">Why nobody needs it.</param>
public sealed record GarbageItem(GarbageKind Kind, string Path, long Bytes, string Reason);
