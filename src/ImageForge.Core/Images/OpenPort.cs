namespace ImageForge.Core.Images;

/// <summary>
/// A port the image listens on for others; everything else inbound is refused by the image's packet filter.
/// </summary>
/// <param name="Number">1 to 65535.</param>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
public readonly record struct OpenPort(int Number, string Protocol) : IComparable<OpenPort>
{
    public override string ToString() => $"{Protocol}/{Number}";

    public int CompareTo(OpenPort other) =>
        (string.CompareOrdinal(Protocol, other.Protocol), Number.CompareTo(other.Number)) switch
        {
            (0, var byNumber) => byNumber,
            (var byProtocol, _) => byProtocol,
        };

    public static bool operator <(OpenPort left, OpenPort right) => left.CompareTo(right) < 0;
    public static bool operator >(OpenPort left, OpenPort right) => left.CompareTo(right) > 0;
    public static bool operator <=(OpenPort left, OpenPort right) => left.CompareTo(right) <= 0;
    public static bool operator >=(OpenPort left, OpenPort right) => left.CompareTo(right) >= 0;
}
