using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;

namespace ImageForge.Core.Tests.Images.Lifecycle;

public sealed class ImageHistoryTests
{
    private static readonly ArtifactId First = Version('a');
    private static readonly ArtifactId Second = Version('b');
    private static readonly ArtifactId Third = Version('c');

    private static readonly ImageDecision Decision =
        new("ann", "because", DateTimeOffset.UnixEpoch, new string('0', 64), "");

    [Fact]
    public void A_channel_names_what_was_promoted_to_it_last()
    {
        var history = ImageHistory.Fold([Promote(First, 1), Promote(Second, 2)]);

        Assert.Equal(Second, history.CurrentOf(ImageChannel.Stable));
        Assert.Equal(Second, history.CurrentOf(ImageChannel.Canary));
        Assert.Equal(First, history.Apply(Promote(First, 1)).CurrentOf(ImageChannel.Stable));
        Assert.Null(ImageHistory.Empty.CurrentOf(ImageChannel.Stable));
    }

    [Fact]
    public void Canary_is_never_older_than_stable()
    {
        var tried = ImageHistory.Fold([Promote(First, 1), Promote(Second, 2, ImageChannel.Canary)]);
        Assert.Equal((First, Second), (tried.CurrentOf(ImageChannel.Stable), tried.CurrentOf(ImageChannel.Canary)));

        var overtaken = tried.Apply(Promote(Third, 3));
        Assert.Equal(Third, overtaken.CurrentOf(ImageChannel.Canary));
        Assert.Equal([ImageChannel.Stable, ImageChannel.Canary], overtaken.ChannelsOf(Third));
        Assert.Empty(overtaken.ChannelsOf(Second));
    }

    [Fact]
    public void What_is_deprecated_or_revoked_gives_way_to_the_one_before_it()
    {
        var history = ImageHistory.Fold([Promote(First, 1), Promote(Second, 2), Promote(Third, 3)]);

        var deprecated = history.Apply(new ImageEvent.Deprecated(Third, Decision));
        var revoked = deprecated.Apply(new ImageEvent.Revoked(Second, RevocationKind.Vulnerable, Decision));

        Assert.Equal(Second, deprecated.CurrentOf(ImageChannel.Stable));
        Assert.Equal(First, revoked.CurrentOf(ImageChannel.Stable));
        Assert.Equal(Third, revoked.Apply(Promote(Third, 3)).CurrentOf(ImageChannel.Stable));
    }

    [Fact]
    public void A_revocation_is_never_taken_back_and_only_grows_worse()
    {
        var revoked = ImageHistory.Fold([
            Promote(First, 1), new ImageEvent.Revoked(First, RevocationKind.Vulnerable, Decision), Promote(First, 1),
            new ImageEvent.Deprecated(First, Decision)]);
        Assert.Equal(ImageState.Revoked, revoked.Of(First).State);
        Assert.Null(revoked.CurrentOf(ImageChannel.Stable));

        var worse = revoked.Apply(new ImageEvent.Revoked(First, RevocationKind.Compromised, Decision));
        var milder = worse.Apply(new ImageEvent.Revoked(First, RevocationKind.Vulnerable, Decision));
        Assert.Equal(RevocationKind.Compromised, milder.Of(First).Revocation?.As);

        var again = milder.Apply(new ImageEvent.Deleted(First, Decision))
            .Apply(new ImageEvent.BuiltAgain(First, Decision));
        Assert.Equal(ImageState.Revoked, again.Of(First).Over(ImageState.Validated));
    }

    [Fact]
    public void A_deletion_that_is_taken_back_leaves_what_was_before_and_one_that_is_not_ends_it()
    {
        var promoted = ImageHistory.Fold([Promote(First, 1)]);
        var deleted = promoted.Apply(new ImageEvent.Deleted(First, Decision));

        Assert.Equal(ImageState.Deleted, deleted.Of(First).Over(ImageState.Validated));
        Assert.Null(deleted.Apply(Promote(First, 1)).CurrentOf(ImageChannel.Stable));
        Assert.Equal(
            First, deleted.Apply(new ImageEvent.Kept(First, Decision)).CurrentOf(ImageChannel.Stable));
        var again = deleted.Apply(new ImageEvent.BuiltAgain(First, Decision));
        Assert.Equal(ImageState.Validated, again.Of(First).Over(ImageState.Validated));
    }

    [Theory]
    [InlineData(null, ImageState.Validated, ImageState.Validated)]
    [InlineData(null, ImageState.Refused, ImageState.Refused)]
    [InlineData(ImageState.Released, ImageState.Validated, ImageState.Released)]
    [InlineData(ImageState.Released, ImageState.Refused, ImageState.Refused)]
    [InlineData(ImageState.Deprecated, ImageState.Validated, ImageState.Deprecated)]
    [InlineData(ImageState.Revoked, ImageState.Refused, ImageState.Revoked)]
    public void Gates_that_refuse_later_count_and_a_revocation_counts_more(
        ImageState? decided, ImageState byGates, ImageState expected) =>
        Assert.Equal(expected, (ImageRecord.Empty with { State = decided }).Over(byGates));

    [Fact]
    public void A_pin_is_one_a_holder_and_ends_when_it_says()
    {
        var at = DateTimeOffset.UnixEpoch;
        var history = ImageHistory.Fold([
            new ImageEvent.Pinned(First, "bob", null, Decision), new ImageEvent.Pinned(First, "ann", at, Decision),
            new ImageEvent.Pinned(First, "ann", at.AddDays(1), Decision)]);

        Assert.Equal(["ann", "bob"], history.Of(First).Pins.Select(pin => pin.Holder));
        Assert.True(history.Of(First).Pins[0].HoldsAt(at.AddDays(1).AddSeconds(-1)));
        Assert.False(history.Of(First).Pins[0].HoldsAt(at.AddDays(1)));
        Assert.Equal(
            "ann", Assert.Single(history.Apply(new ImageEvent.Unpinned(First, "bob", Decision)).Of(First).Pins).Holder);
    }

    [Fact]
    public void A_statement_holds_every_part_of_a_decision_on_a_line_of_its_own()
    {
        var moment = new DateTimeOffset(2026, 11, 30, 14, 5, 6, TimeSpan.Zero);
        var promoted = new ImageEvent.Promoted(
            First, moment, ImageChannel.Canary, Decision with { At = moment });

        Assert.Equal(
            $"imageforge image decision 1\npromote to canary\nweb@{new string('a', 64)}\nann\nbecause\n"
                + "2026-11-30T14:05:06Z\n",
            promoted.Statement());
    }

    private static ImageEvent.Promoted Promote(
        ArtifactId image, int day, ImageChannel channel = ImageChannel.Stable) =>
        new(image, DateTimeOffset.UnixEpoch.AddDays(day), channel, Decision);

    private static ArtifactId Version(char digit) => new(new ImageName("web"), new Digest(new string(digit, 64)));
}
