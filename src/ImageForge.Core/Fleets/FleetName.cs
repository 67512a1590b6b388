namespace ImageForge.Core.Fleets;

/// <summary>The name of a fleet: the file under <c>schedules/</c>.</summary>
public readonly record struct FleetName(string Value)
{
    public override string ToString() => Value;
}
