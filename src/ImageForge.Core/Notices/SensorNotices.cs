using ImageForge.Core.Fleets.Watching;
using ImageForge.Core.Journal;

namespace ImageForge.Core.Notices;

/// <summary>What others are told of a fleet's sensors: a gap when it opens, once.</summary>
public static class SensorNotices
{
    /// <summary>The chain with one more event of it.</summary>
    public static NoticeChain Apply(NoticeChain chain, JournalEntry entry, SensorEvent news) =>
        news is SensorEvent.GapOpened gap
            ? chain.Tell(entry, NoticeKind.SensorGap, ("instance", gap.Instance.Value), ("reason", gap.Detail))
            : chain;
}
