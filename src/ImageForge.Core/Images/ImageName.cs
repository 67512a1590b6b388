namespace ImageForge.Core.Images;

/// <summary>The name of an image definition: the folder under <c>images/</c>.</summary>
public readonly record struct ImageName(string Value)
{
    public override string ToString() => Value;
}
