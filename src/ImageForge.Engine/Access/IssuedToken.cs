namespace ImageForge.Engine.Access;

/// <summary>A token at the one moment at which its secret is known.</summary>
/// <param name="Text">What its holder sends. Kept nowhere: show it once, log it never.</param>
public sealed record IssuedToken(AccessToken Token, string Text)
{
    // A record prints its members, and this one must not end in a log or in an error.
    public override string ToString() => $"token {Token.Id}";
}
