namespace ImageForge.Targets.Local.Builds;

/// <summary>What one run in the namespaces has that others have not.</summary>
internal sealed record NamespaceOptions
{
    /// <summary>True: this host's network instead of none.</summary>
    public bool HasNetwork { get; init; }

    /// <summary>Told each line that is printed for people.</summary>
    public Action<string>? OnOutput { get; init; }
}
