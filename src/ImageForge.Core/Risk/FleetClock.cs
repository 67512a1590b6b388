namespace ImageForge.Core.Risk;

/// <summary>When a hotfix reached a fleet.</summary>
public sealed record FleetClock
{
    public int Instances { get; init; }
    public DateTimeOffset? BeganAt { get; init; }

    /// <summary>When the first instance served on the new image.</summary>
    public DateTimeOffset? FirstInstanceAt { get; init; }

    /// <summary>When its rotation ended, whatever the end.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public bool Complete { get; init; }
    public string Reason { get; init; } = "";
}
