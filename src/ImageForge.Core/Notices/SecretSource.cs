namespace ImageForge.Core.Notices;

/// <summary>Where a secret is read each time it is needed. Definitions hold this, and never the secret.</summary>
public abstract record SecretSource
{
    private SecretSource() { }

    /// <summary>A file of the machine that the service runs on, absolute.</summary>
    public sealed record File(string Path) : SecretSource
    {
        public override string ToString() => $"the file {Path}";
    }

    /// <summary>A variable of the service's environment.</summary>
    public sealed record Variable(string Name) : SecretSource
    {
        public override string ToString() => $"the environment variable {Name}";
    }

    /// <summary>A credential that systemd hands to the service's unit (<c>LoadCredential=</c>).</summary>
    public sealed record Credential(string Name) : SecretSource
    {
        public override string ToString() => $"the systemd credential {Name}";
    }
}
