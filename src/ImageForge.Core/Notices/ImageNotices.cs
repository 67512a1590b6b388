using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Journal;

namespace ImageForge.Core.Notices;

/// <summary>What others are told of an image's versions.</summary>
public static class ImageNotices
{
    /// <summary>The chain with one more event of it.</summary>
    public static NoticeChain Apply(NoticeChain chain, JournalEntry entry, ImageEvent news) =>
        news is ImageEvent.Promoted promoted
            ? chain.Tell(
                entry, NoticeKind.ImageReleased, ("image", $"{promoted.Image}"),
                ("channel", $"{promoted.Channel}".ToLowerInvariant()), ("by", promoted.Decision.By),
                ("reason", promoted.Decision.Reason))
            : chain;
}
