using ImageForge.Core.Journal;

namespace ImageForge.Core.Tests.Notices;

/// <summary>Entries of a chain, one after the other.</summary>
internal static class NoticeScene
{
    public static readonly DateTimeOffset At = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static JournalEntry Next(JournalEntry? last = null, string chain = "fleet/web", string run = "web-1") =>
        JournalChain.Next(last, chain, At.AddSeconds(last?.Sequence ?? 0), run, JournalPhase.Noted, "x", "{}");
}
