using System.Globalization;

namespace ImageForge.Core.Detection;

/// <summary>The beginning of a record: <c>type=SYSCALL msg=audit(1790000000.123:456): </c>.</summary>
/// <param name="Type">Such as <c>SYSCALL</c>; unknown types read <c>UNKNOWN[1400]</c>.</param>
/// <param name="Milliseconds">Time, since 1970.</param>
/// <param name="BodyStart">Where the fields begin in the line.</param>
internal readonly record struct AuditRecordHead(string Type, long Milliseconds, long Serial, int BodyStart)
{
    private const string TypeMark = "type=";
    private const string MessageMark = " msg=audit(";

    // Seconds since 1970 of any year before 10000, so that no time overflows.
    private const long SecondsMax = 253_402_300_799;

    /// <summary>Null if the line is no record.</summary>
    public static AuditRecordHead? Of(ReadOnlySpan<char> line)
    {
        // A node's name may stand before the type.
        var type = line.IndexOf(TypeMark);
        var message = line.IndexOf(MessageMark);
        if (type is < 0 or > 300 || message < type)
        {
            return null;
        }

        var stamp = line[(message + MessageMark.Length)..];
        var end = stamp.IndexOf("):");
        var (dot, colon) = (stamp.IndexOf('.'), stamp.IndexOf(':'));
        return end is > 0 and < 60 && dot > 0 && colon > dot && colon < end
            && Number(stamp[..dot]) is { } seconds and <= SecondsMax
            && Number(stamp[(dot + 1)..colon]) is { } fraction and < 1000
            && Number(stamp[(colon + 1)..end]) is { } serial
            ? new AuditRecordHead(
                Known(line[(type + TypeMark.Length)..message]), (seconds * 1000) + fraction, serial,
                message + MessageMark.Length + end + 2)
            : null;
    }

    // Types repeat thousands of times a stream: one text each.
    private static string Known(ReadOnlySpan<char> type) => type switch
    {
        "SYSCALL" => "SYSCALL",
        "PATH" => "PATH",
        "CWD" => "CWD",
        "EXECVE" => "EXECVE",
        "PROCTITLE" => "PROCTITLE",
        "EOE" => "EOE",
        _ => type.ToString(),
    };

    private static long? Number(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
