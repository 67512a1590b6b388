using System.Collections.Immutable;

namespace ImageForge.Core.Images.Lifecycle;

/// <summary>What the journal says of all built versions of one image: a fold over its events.</summary>
public sealed record ImageHistory
{
    public static readonly ImageHistory Empty = new();

    private ImageHistory() { }

    public ImmutableDictionary<ArtifactId, ImageRecord> Artifacts { get; private init; } =
        ImmutableDictionary<ArtifactId, ImageRecord>.Empty;

    /// <summary>What each channel was moved to, the latest last; one that is promoted again moves to the end.</summary>
    public ImmutableArray<(ImageChannel Channel, ArtifactId Image)> Promotions { get; private init; } = [];

    public static ImageHistory Fold(IEnumerable<ImageEvent> events) =>
        events.Aggregate(Empty, (history, news) => history.Apply(news));

    public ImageHistory Apply(ImageEvent news)
    {
        var next = this with { Artifacts = Artifacts.SetItem(news.Image, Of(news.Image).With(news)) };
        return news is ImageEvent.Promoted { Channel: var channel }
            ? next with { Promotions = Promotions.Remove((channel, news.Image)).Add((channel, news.Image)) }
            : next;
    }

    public ImageRecord Of(ArtifactId image) => Artifacts.GetValueOrDefault(image) ?? ImageRecord.Empty;

    /// <summary>
    /// The image that a channel names: the last one promoted to it that is still released. What is deprecated or
    /// revoked gives way to the one before it. Canary is what is stable where nothing younger is on it.
    /// </summary>
    public ArtifactId? CurrentOf(ImageChannel channel)
    {
        var own = LastReleased(channel);
        if (channel == ImageChannel.Stable || LastReleased(ImageChannel.Stable) is not { } stable)
        {
            return own;
        }

        return own is { } canary && Of(canary).BuiltAt >= Of(stable).BuiltAt ? canary : stable;
    }

    /// <summary>The channels that name an image now.</summary>
    public IEnumerable<ImageChannel> ChannelsOf(ArtifactId image) =>
        Enum.GetValues<ImageChannel>().Where(channel => CurrentOf(channel) == image);

    private ArtifactId? LastReleased(ImageChannel channel)
    {
        foreach (var promotion in Promotions.Reverse())
        {
            if (promotion.Channel == channel && Of(promotion.Image).State == ImageState.Released)
            {
                return promotion.Image;
            }
        }

        return null;
    }
}
