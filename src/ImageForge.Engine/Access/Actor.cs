namespace ImageForge.Engine.Access;

/// <summary>Who does something, and from where.</summary>
/// <param name="Id">The token's, the instance's, or the account's name.</param>
/// <param name="Name">The token's name, else as <paramref name="Id"/>.</param>
/// <param name="Role">Null for an account: who owns the state directory needs none.</param>
/// <param name="From">The address of the other end of the connection; of a proxy, where one stands between.</param>
public sealed record Actor(ActorKind Kind, string Id, string Name, Role? Role, string From)
{
    /// <summary>The account that runs this process.</summary>
    public static Actor Account() =>
        new(ActorKind.Account, Environment.UserName, Environment.UserName, null, "its command line");

    public static Actor Of(AccessToken token, string from)
    {
        ArgumentNullException.ThrowIfNull(token);
        return new(ActorKind.Token, token.Id.Value, token.Name, token.Role, from);
    }

    /// <summary>For journals and people: <c>token deploys (3f0c9a12b4de)</c>.</summary>
    public override string ToString() => Kind switch
    {
        ActorKind.Token => $"token {Name} ({Id})",
        ActorKind.Instance => $"instance {Id}",
        _ => Name,
    };
}
