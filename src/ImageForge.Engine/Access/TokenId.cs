namespace ImageForge.Engine.Access;

/// <summary>Names a token: twelve hex digits, no secret.</summary>
public readonly record struct TokenId(string Value)
{
    public override string ToString() => Value;
}
