namespace ImageForge.Core.Rotations;

/// <summary>Why an instance should go. All reasons share one budget.</summary>
public enum CandidateReason
{
    /// <summary>It runs another image than the fleet shall run.</summary>
    Drift,

    /// <summary>It is older than the policy allows.</summary>
    Age,

    /// <summary>Its image carries a vulnerability that is due.</summary>
    Vulnerability,

    /// <summary>Its sensor, or its application, has not worked for too long.</summary>
    SensorGap,

    /// <summary>A waiver under which it was admitted has expired.</summary>
    WaiverExpired,

    /// <summary>Its sensor saw an attack.</summary>
    Compromised,

    /// <summary>Its sensor saw what its schedule has an instance replaced for, without taking it for lost.</summary>
    Detection,

    /// <summary>A person asked for it.</summary>
    Manual,
}
