namespace ImageForge.Core.Rotations;

/// <summary>The name of one rotation: <c>web-20261122-210301</c>.</summary>
public readonly record struct RotationId(string Value)
{
    public override string ToString() => Value;
}
