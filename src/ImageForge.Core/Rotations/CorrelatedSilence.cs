using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations;

/// <summary>
/// Silence is an instance's own only if the others are heard. When more than max(1, 30 %) of those that report fall
/// silent at once, the cause is not the instances, and nothing is concluded from it.
/// </summary>
internal static class CorrelatedSilence
{
    private const int SilentPercentageMax = 30;

    // "At once": last heard within so long of each other. Beats come every 5 s, and a receiver's end cuts all of them.
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(30);

    public static FleetSnapshot Judge(FleetSnapshot snapshot)
    {
        var heard = new List<DateTimeOffset>();
        var reporting = 0;
        foreach (var view in snapshot.Instances)
        {
            if (view is { Running: true, LastBeatAt: { } beat })
            {
                reporting++;
                if (IsSilent(view))
                {
                    heard.Add(beat);
                }
            }
        }

        var most = Math.Max(1, (int)((long)SilentPercentageMax * reporting / 100));
        if (heard.Count <= most)
        {
            return snapshot;
        }

        heard.Sort();

        // Instances that went silent one by one over hours are each their own case: only a dense stretch is in doubt.
        var doubtful = new HashSet<DateTimeOffset>();
        var next = 0;
        for (var first = 0; first + most < heard.Count; first++)
        {
            if (heard[first + most] - heard[first] > Together)
            {
                continue;
            }

            for (next = Math.Max(next, first); next <= first + most; next++)
            {
                doubtful.Add(heard[next]);
            }
        }

        return doubtful.Count == 0 ? snapshot : snapshot with
        {
            Instances =
            [
                .. snapshot.Instances.Select(view => IsSilent(view) && doubtful.Contains(view.LastBeatAt!.Value)
                    ? view with { Sensor = Doubt(view, heard.Count, reporting) }
                    : view),
            ],
        };
    }

    private static bool IsSilent(InstanceView view) =>
        view is { Running: true, Isolated: false, SensorIsSilent: true, LastBeatAt: not null };

    private static HealthView Doubt(InstanceView view, int silent, int reporting) =>
        new(HealthState.Unknown, $"{view.Sensor.Detail}; {silent} of {reporting} fell silent at once");
}
