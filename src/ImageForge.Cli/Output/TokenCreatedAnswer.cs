namespace ImageForge.Cli.Output;

/// <summary><c>token create</c>.</summary>
/// <param name="Secret">What its holder sends; it is in no other answer.</param>
internal sealed record TokenCreatedAnswer(TokenAnswer Token, string Secret)
{
    // A record prints its members, and this one must not end in a log or in an error.
    public override string ToString() => $"token {Token.Id}";
}
