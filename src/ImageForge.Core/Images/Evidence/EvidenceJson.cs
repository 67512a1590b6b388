using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ImageForge.Core.Images.Evidence;

/// <summary>How evidence for tools of others is written.</summary>
internal static class EvidenceJson
{
    /// <summary>Apostrophes and angles stay readable: these files are no part of a web page.</summary>
    public static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>RFC 3339, in UTC, whole seconds.</summary>
    public static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
