using System.Collections.Immutable;
using ImageForge.Core.Images.Gates;

namespace ImageForge.Core.Images;

/// <summary>
/// What a target saw when it examined an artifact, and what the engine knows of its packages; judged by
/// <c>GateJudge</c>, never by the target.
/// </summary>
public sealed record GateEvidence
{
    /// <summary>
    /// Whether the throw-away instance came up far enough to answer; when false, <see cref="BootFailure"/> says why.
    /// </summary>
    public required bool Booted { get; init; }

    public string? BootFailure { get; init; }

    /// <summary>Seconds from the start of the instance to the first answer of the gate runner.</summary>
    public double BootSeconds { get; init; }

    /// <summary>Outcome of each control's check, by control id. A control that is missing here was not run.</summary>
    public ImmutableSortedDictionary<string, ScriptOutcome> Checks { get; init; } =
        ImmutableSortedDictionary<string, ScriptOutcome>.Empty;

    /// <summary>Ports that listen on other than a loopback address; null if they could not be read.</summary>
    public ImmutableArray<OpenPort>? Listening { get; init; }

    /// <summary>State by sensor id as the beacon reported it to the receiver; null if no beat arrived.</summary>
    public ImmutableSortedDictionary<string, SensorReading>? Sensors { get; init; }

    /// <summary>HTTP status of the last health request; null if none was answered.</summary>
    public int? ApplicationStatus { get; init; }

    /// <summary>What two instances of the artifact say of their identities; null if there were not two.</summary>
    public CloneEvidence? Clones { get; init; }

    /// <summary>What was recorded of the attacks; null if none was run.</summary>
    public DetectionEvidence? Detection { get; init; }

    /// <summary>Residue found on the disk, one line each; null if the disk was not searched.</summary>
    public ImmutableArray<string>? Residue { get; init; }

    /// <summary>What feeds know of the packages; the engine's, null if it did not look.</summary>
    public VulnerabilityEvidence? Vulnerabilities { get; init; }

    /// <summary>How the packages compare with the suite's index; the engine's, null if it did not look.</summary>
    public FreshnessEvidence? Freshness { get; init; }

    /// <summary>Secrets found on the disk, published ones too; null if the disk was not searched.</summary>
    public ImmutableArray<FoundSecret>? Secrets { get; init; }

    /// <summary>Where the serial console of the throw-away instance is kept.</summary>
    public string? SerialLog { get; init; }
}
