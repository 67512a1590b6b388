namespace ImageForge.Core.Fleets;

/// <summary>One health signal with what it rests on.</summary>
/// <param name="State">
/// Three-valued: silence that is not this instance's own is <see cref="HealthState.Unknown"/>.
/// </param>
/// <param name="Detail">Short text for people, such as <c>HTTP 503</c> or <c>auditd: not running</c>.</param>
public readonly record struct HealthView(HealthState State, string Detail)
{
    public bool IsHealthy => State == HealthState.Healthy;
}
