using System.Globalization;
using ImageForge.Core.Fleets;

namespace ImageForge.Core.Detection;

/// <summary>
/// Names detections by what they say: what one rule sees of one instance within a minute is one detection, so that the
/// same report again is known as such by every process, and a storm has few names.
/// </summary>
public static class DetectionName
{
    private const int HexLength = 16;

    public static string Of(InstanceId instance, ReportedDetection detection)
    {
        var minute = detection.At.ToUnixTimeSeconds() / 60;
        var words = string.Create(
            CultureInfo.InvariantCulture, $"{instance}\n{detection.Sensor}\n{detection.Rule}\n{minute}");
        return $"d-{Digest.OfText(words).Hex[..HexLength]}";
    }
}
