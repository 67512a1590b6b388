namespace ImageForge.Provider.Backends;

/// <summary>A fleet in numbers, by one look.</summary>
/// <param name="Version">The image that it goes to or should run; empty where nobody can say.</param>
/// <param name="OldestAge">Seconds; 0 in an empty fleet.</param>
/// <param name="Endpoint">Empty where its load balancer is down, or somebody else's.</param>
/// <param name="Rotation">Its last one; empty before the first.</param>
/// <param name="RotationState">Where that stands.</param>
/// <param name="RotationReason">Why it was begun.</param>
internal sealed record FleetState(
    string Fleet, string Version, int Desired, int Healthy, int Total, int Current, int SensorCoverage,
    long OldestAge, string Endpoint, string Rotation, string RotationState, string RotationReason)
{
    /// <summary>Percent of all instances on the version, rounded down.</summary>
    public int CurrentShare => Total == 0 ? 0 : (int)(100L * Current / Total);

    /// <summary>Open, accepted, mitigating and late; null where nobody counted.</summary>
    public (int Open, int Accepted, int Mitigating, int Late)? Risks { get; init; }
}
