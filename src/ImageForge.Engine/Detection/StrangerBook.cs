using System.Text.Json;
using ImageForge.Core.Detection;
using ImageForge.Core.Journal;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Detection;

/// <summary>
/// Keeps that somebody reports instances which nobody knows: a sensor that was set up wrongly, or one that lies. Ten an
/// hour of each process are kept, the others are counted.
/// </summary>
internal sealed class StrangerBook(IJournal journal, TimeProvider time)
{
    private const string Chain = "detections";
    private const int EntriesAnHour = 10;
    private readonly Lock _gate = new();
    private DateTimeOffset _hour;
    private int _entries;
    private int _missed;

    public async Task KeepAsync(
        ReportedDetection detection, DetectionSource source, CancellationToken cancellationToken)
    {
        if (Enter() is not { } missed)
        {
            return;
        }

        var stranger = new DetectionStranger(
            detection.Instance ?? "", detection.Sensor, detection.Rule, source.By, missed);
        await journal.AppendAsync(
            Chain, source.By, JournalPhase.Noted, detection.Instance ?? "",
            JsonSerializer.Serialize(stranger, StrangerJson.Default.DetectionStranger), fence: null, cancellationToken);
    }

    // How many were missed before this one; null: this one is missed too.
    private int? Enter()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (now - _hour >= TimeSpan.FromHours(1))
            {
                (_hour, _entries) = (now, 0);
            }

            if (_entries >= EntriesAnHour)
            {
                _missed++;
                return null;
            }

            _entries++;
            var missed = _missed;
            _missed = 0;
            return missed;
        }
    }
}
