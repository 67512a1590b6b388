using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace ImageForge.Core.Detection;

/// <summary>
/// Reads what sensors send: a JSON object, an array of them, or one after the other (NDJSON). Each object says by its
/// fields whose form it has. Whatever the bytes are, they become detections or faults, never an exception.
/// </summary>
public static class DetectionForms
{
    /// <summary>What is beyond is not read, and said to be a fault.</summary>
    public const int DetectionsMax = 1000;

    private const int FaultsMax = 10;
    private const int DepthMax = 16;

    // Half of a surrogate pair is valid JSON, and no text: reading it throws.
    private const string NoText = "a text is no Unicode";

    /// <param name="body">UTF-8.</param>
    /// <param name="now">The time of its arrival.</param>
    public static DetectionReading Read(ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var reading = new Reading(now);
        if (!Utf8.IsValid(body))
        {
            reading.Fault("it is not UTF-8");
            return reading.End();
        }

        var reader = new Utf8JsonReader(
            body, new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = DepthMax });
        try
        {
            while (reader.Read() && !reading.IsFull)
            {
                using var item = JsonDocument.ParseValue(ref reader);
                reading.Take(item.RootElement);
            }
        }
        catch (JsonException exception)
        {
            reading.Fault($"it is not JSON: {PrintableText.Of(exception.Message, 120)}");
        }

        return reading.End();
    }

    private static FormReading ReadOne(JsonElement item, DateTimeOffset now) => item switch
    {
        { ValueKind: not JsonValueKind.Object } => FormReading.Of("an entry is no object"),
        _ when item.TryGetProperty("audit", out _) => BeaconForm.Read(item, now),
        _ when item.TryGetProperty("priority", out _) => FalcoForm.Read(item, now),
        _ when item.TryGetProperty("hostIdentifier", out _) => OsqueryForm.Read(item, now),
        _ when item.TryGetProperty("severity", out _) => PlainForm.Read(item, now),
        _ => FormReading.Of(
            "an entry has no form that is known: it needs severity (ours), audit (the beacon's), priority (Falco's) "
                + "or hostIdentifier (osquery's)"),
    };

    private sealed class Reading(DateTimeOffset now)
    {
        private readonly ImmutableArray<ReportedDetection>.Builder _detections =
            ImmutableArray.CreateBuilder<ReportedDetection>();

        private readonly List<string> _faults = [];
        private int _passed;

        public bool IsFull { get; private set; }

        public void Take(JsonElement item)
        {
            if (ListOf(item) is not { } list)
            {
                return;
            }

            if (list.ValueKind != JsonValueKind.Array)
            {
                TakeOne(list);
                return;
            }

            foreach (var one in list.EnumerateArray().TakeWhile(_ => !IsFull))
            {
                TakeOne(one);
            }
        }

        public void Fault(string fault)
        {
            if (_faults.Count < FaultsMax)
            {
                _faults.Add(fault);
            }
        }

        public DetectionReading End() => new(_detections.ToImmutable(), _passed, [.. _faults]);

        private void TakeOne(JsonElement item)
        {
            var read = Read(item);
            if (read.Fault is { } fault)
            {
                Fault(fault);
            }
            else if (read.Detections.IsEmpty)
            {
                _passed++;
            }

            if (_detections.Count + read.Detections.Length > DetectionsMax)
            {
                IsFull = true;
                Fault($"only the first {DetectionsMax} are read: send the others by themselves");
                return;
            }

            _detections.AddRange(read.Detections);
        }

        // A list of them, or what osquery's logger sends: a list within an envelope. Null: it cannot be read.
        private JsonElement? ListOf(JsonElement item)
        {
            try
            {
                return item.ValueKind == JsonValueKind.Object && item.TryGetProperty("data", out var data)
                    ? data
                    : item;
            }
            catch (InvalidOperationException)
            {
                Fault(NoText);
                return null;
            }
        }

        private FormReading Read(JsonElement item)
        {
            try
            {
                return ReadOne(item, now);
            }
            catch (InvalidOperationException)
            {
                return FormReading.Of(NoText);
            }
        }
    }
}
