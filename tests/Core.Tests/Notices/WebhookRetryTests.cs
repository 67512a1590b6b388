using System.Collections.Immutable;
using ImageForge.Core.Notices;

namespace ImageForge.Core.Tests.Notices;

/// <summary>When a notice is tried again, and when no more.</summary>
public sealed class WebhookRetryTests
{
    private static readonly Notice Notice = new(
        NoticeKind.RotationDone, "fleet/web", 1, NoticeScene.At, Digest.OfText("x"),
        ImmutableSortedDictionary<string, string>.Empty);

    [Fact]
    public void Pauses_grow_to_an_hour_and_end_within_a_day()
    {
        var now = NoticeScene.At;
        for (var tries = 1; tries < WebhookRetry.TriesMax; tries++)
        {
            var pause = WebhookRetry.Next(Notice, tries, null, now)!.Value - now;
            var nominal = Math.Min(5 * Math.Pow(3, tries - 1), 3600);
            Assert.InRange(pause.TotalSeconds, 0.8 * nominal, 1.2 * nominal);
            now += pause;
        }

        Assert.Null(WebhookRetry.Next(Notice, WebhookRetry.TriesMax, null, now));
        Assert.InRange((now - NoticeScene.At).TotalHours, 4.4, 6.7);
    }

    [Theory]
    [InlineData(120, 120)]
    [InlineData(1e9, 3600)]
    [InlineData(-5, 4)]
    public void A_receiver_may_ask_for_longer_but_not_for_ever(double asked, double least) =>
        Assert.InRange(
            (WebhookRetry.Next(Notice, 1, TimeSpan.FromSeconds(asked), NoticeScene.At)!.Value - NoticeScene.At)
                .TotalSeconds,
            least, Math.Max(least, 6));

    [Fact]
    public void Whoever_decides_decides_the_same_and_neighbours_differ()
    {
        Assert.Equal(
            WebhookRetry.Next(Notice, 3, null, NoticeScene.At), WebhookRetry.Next(Notice, 3, null, NoticeScene.At));
        var others = Enumerable.Range(0, 20).Select(number => WebhookRetry.Next(
            Notice with { Entry = Digest.OfText($"{number}") }, 3, null, NoticeScene.At));
        Assert.True(others.Distinct().Count() > 15);
    }
}
