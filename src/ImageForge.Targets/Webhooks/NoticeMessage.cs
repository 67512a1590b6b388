using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using ImageForge.Core.Notices;

namespace ImageForge.Targets.Webhooks;

/// <summary>A notice on the wire: a CloudEvent 1.0 as structured JSON, signed as Standard Webhooks says.</summary>
internal static class NoticeMessage
{
    /// <summary>Before every type; the version of what a message says is at its end.</summary>
    private const string TypePrefix = "imageforge.";
    private const string TypeSuffix = ".v1";
    private static readonly JsonEventFormatter<NoticeData> Formatter = new();
    private static readonly CloudEventAttribute Sequence =
        CloudEventAttribute.CreateExtension("sequence", CloudEventAttributeType.String);

    /// <summary>The body: the same bytes for the same notice.</summary>
    /// <param name="source">Which installation says it.</param>
    public static byte[] Body(Notice notice, Uri source)
    {
        var message = new CloudEvent(CloudEventsSpecVersion.V1_0, [Sequence])
        {
            Id = notice.Id,
            Type = $"{TypePrefix}{NoticeName.Of(notice.Kind)}{TypeSuffix}",
            Source = source,
            Subject = notice.Chain,
            Time = notice.At,
            DataContentType = "application/json",
            Data = new NoticeData(notice.Facts, notice.Chain, notice.Sequence, notice.Entry.Hex),
        };

        // As text, padded: the extension says that it is compared as text.
        message[Sequence] = notice.Sequence.ToString("D20", CultureInfo.InvariantCulture);
        return Formatter.EncodeStructuredModeMessage(message, out _).ToArray();
    }

    /// <summary>The value of <c>webhook-signature</c>: one for each key.</summary>
    public static string Signatures(string id, long timestamp, byte[] body, IEnumerable<byte[]> keys)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{id}.{timestamp}."), .. body];
        return string.Join(
            ' ', keys.Select(key => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}"));
    }
}
