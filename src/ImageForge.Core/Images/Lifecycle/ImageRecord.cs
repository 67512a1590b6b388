using System.Collections.Immutable;

namespace ImageForge.Core.Images.Lifecycle;

/// <summary>What the journal says of one built version.</summary>
public sealed record ImageRecord
{
    public static readonly ImageRecord Empty = new();

    /// <summary>What was last decided of it; null: nothing yet, and its gates alone speak.</summary>
    public ImageState? State { get; init; }

    /// <summary>The state that a deletion which is taken back returns to.</summary>
    internal ImageState? StateBefore { get; init; }

    /// <summary>When it was built, where a promotion said so.</summary>
    public DateTimeOffset? BuiltAt { get; init; }

    /// <summary>Who decided its state and why; null where nobody did.</summary>
    public ImageDecision? Decision { get; init; }

    public ImageRevocation? Revocation { get; init; }

    /// <summary>Sorted by holder; those that are over are still there.</summary>
    public ImmutableArray<ImagePin> Pins { get; init; } = [];

    /// <summary>What an artifact is, by its gates and by what was decided since.</summary>
    /// <param name="byGates">The state in its manifest.</param>
    public ImageState Over(ImageState byGates) => State switch
    {
        // Whatever gates say later, these were decided.
        ImageState.Revoked or ImageState.Deleted => State.Value,

        // Released under a waiver that is over, and refused since.
        _ when byGates == ImageState.Refused => ImageState.Refused,
        _ => State ?? byGates,
    };

    internal ImageRecord With(ImageEvent news) => news switch
    {
        ImageEvent.Promoted promoted when State is not (ImageState.Revoked or ImageState.Deleted) => this with
        {
            State = ImageState.Released, BuiltAt = promoted.BuiltAt, Decision = news.Decision,
        },
        ImageEvent.Deprecated when State is not (ImageState.Revoked or ImageState.Deleted) =>
            this with { State = ImageState.Deprecated, Decision = news.Decision },

        // A worse word replaces a milder one, not the other way round.
        ImageEvent.Revoked revoked when !(Revocation?.As >= revoked.As) => this with
        {
            State = ImageState.Revoked, Decision = news.Decision,
            Revocation = new ImageRevocation(revoked.As, news.Decision.Reason),
        },
        ImageEvent.Deleted when State != ImageState.Deleted =>
            this with { State = ImageState.Deleted, StateBefore = State, Decision = news.Decision },
        ImageEvent.Kept when State == ImageState.Deleted =>
            this with { State = StateBefore, StateBefore = null, Decision = news.Decision },
        ImageEvent.BuiltAgain when State == ImageState.Deleted =>
            this with { State = Revocation is null ? null : ImageState.Revoked, StateBefore = null },
        ImageEvent.Pinned pinned => this with
        {
            Pins =
            [
                .. Pins.Where(pin => pin.Holder != pinned.Holder)
                    .Append(new ImagePin(pinned.Holder, pinned.Until, news.Decision.Reason))
                    .OrderBy(pin => pin.Holder, StringComparer.Ordinal),
            ],
        },
        ImageEvent.Unpinned unpinned =>
            this with { Pins = [.. Pins.Where(pin => pin.Holder != unpinned.Holder)] },
        _ => this,
    };
}
