namespace ImageForge.Core.Fleets;

/// <summary>The name of an instance, chosen by the plan before it is launched: <c>web-k3f9x2</c>.</summary>
public readonly record struct InstanceId(string Value) : IComparable<InstanceId>
{
    /// <summary>
    /// FNV-1a, 32 bit: follows from the name alone, where the runtime's own hash differs from process to process.
    /// </summary>
    internal uint StableHash
    {
        get
        {
            var hash = 2166136261u;
            foreach (var letter in Value.AsSpan())
            {
                hash = unchecked((hash ^ letter) * 16777619u);
            }

            return hash;
        }
    }

    public override string ToString() => Value;
    public int CompareTo(InstanceId other) => string.CompareOrdinal(Value, other.Value);
    public static bool operator <(InstanceId left, InstanceId right) => left.CompareTo(right) < 0;
    public static bool operator >(InstanceId left, InstanceId right) => left.CompareTo(right) > 0;
    public static bool operator <=(InstanceId left, InstanceId right) => left.CompareTo(right) <= 0;
    public static bool operator >=(InstanceId left, InstanceId right) => left.CompareTo(right) >= 0;
}
