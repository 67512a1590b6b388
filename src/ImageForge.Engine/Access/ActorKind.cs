namespace ImageForge.Engine.Access;

/// <summary>How it is known who acts.</summary>
public enum ActorKind
{
    /// <summary>By a token.</summary>
    Token,

    /// <summary>By the secret that an instance enrolled with.</summary>
    Instance,

    /// <summary>By an account of this machine, at its command line.</summary>
    Account,
}
