namespace ImageForge.Engine.Builds;

/// <summary>Kinds of things that nobody needs any more.</summary>
public enum GarbageKind
{
    /// <summary>Work in progress of a process that is gone.</summary>
    Leftover,

    /// <summary>An instance or load balancer that belongs to no fleet.</summary>
    Machine,

    /// <summary>An artifact that gates refused, kept for inspection until it grew old.</summary>
    RefusedArtifact,

    /// <summary>A built version that retention does not keep and that nothing refers to.</summary>
    Artifact,

    /// <summary>A cached layer that no artifact is made of.</summary>
    Layer,

    /// <summary>A fetched package that no artifact holds.</summary>
    Package,

    /// <summary>What is known of a token that expired or was revoked long ago.</summary>
    Token,
}
