namespace ImageForge.Core.Fleets;

/// <summary>The name of an instance, chosen by the plan before it is launched: <c>web-k3f9x2</c>.</summary>
public readonly record struct InstanceId(string Value) : IComparable<InstanceId>
{
    public override string ToString() => Value;
    public int CompareTo(InstanceId other) => string.CompareOrdinal(Value, other.Value);
    public static bool operator <(InstanceId left, InstanceId right) => left.CompareTo(right) < 0;
    public static bool operator >(InstanceId left, InstanceId right) => left.CompareTo(right) > 0;
    public static bool operator <=(InstanceId left, InstanceId right) => left.CompareTo(right) <= 0;
    public static bool operator >=(InstanceId left, InstanceId right) => left.CompareTo(right) >= 0;
}
