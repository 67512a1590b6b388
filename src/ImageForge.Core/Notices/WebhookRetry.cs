namespace ImageForge.Core.Notices;

/// <summary>
/// How often a notice is tried. The times are in the journal and not in a waiting process, so that a restart neither
/// forgets nor begins anew.
/// </summary>
public static class WebhookRetry
{
    /// <summary>Then it is given up: five and a half hours after the first, long enough for a night shift.</summary>
    public const int TriesMax = 12;

    private const int Growth = 3;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause, and the most that a receiver may ask for.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromHours(1);

    /// <summary>When a notice is tried again; null: never.</summary>
    /// <param name="notice">Gives the jitter: whoever decides it decides the same.</param>
    /// <param name="tries">How many failed, this one too.</param>
    /// <param name="asked">How long the receiver asked to be left alone; null: it did not.</param>
    /// <param name="now">When the last one failed.</param>
    public static DateTimeOffset? Next(Notice notice, int tries, TimeSpan? asked, DateTimeOffset now)
    {
        if (tries >= TriesMax)
        {
            return null;
        }

        var pause = Math.Min(First.TotalSeconds * Math.Pow(Growth, tries - 1), Longest.TotalSeconds);

        // From 80 to 120 %: receivers that were all down together are not called together.
        var share = Digest.OfFields(notice.Id, $"{tries}").Hex[..4];
        var jitter = 0.8 + (0.4 * Convert.ToInt32(share, 16) / 0xFFFF);
        var wish = asked is { } wished ? Math.Min(wished.TotalSeconds, Longest.TotalSeconds) : 0;
        return now + TimeSpan.FromSeconds(Math.Max(pause * jitter, wish));
    }
}
