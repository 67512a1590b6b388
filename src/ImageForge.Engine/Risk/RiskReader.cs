using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Images;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Resilience;

namespace ImageForge.Engine.Risk;

/// <summary>Every risk as it stands now, read from the journal and from nothing else.</summary>
public sealed class RiskReader
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadMax = TimeSpan.FromSeconds(30);

    private readonly IJournal _journal;
    private readonly TimeProvider _time;
    private readonly RiskJournal _risks;
    private readonly ImageJournal _images;
    private readonly RotationJournal _rotations;
    private readonly SharedAnswer<ImmutableArray<RiskStanding>> _recent;

    public RiskReader(IJournal journal, TimeProvider time)
    {
        (_journal, _time) = (journal, time);
        (_risks, _images, _rotations) = (new(journal), new(journal), new(journal));
        _recent = new(ListAsync, Fresh, AgeMax, ReadMax, time);
    }

    /// <summary>The same as <see cref="ListAsync"/> for many who look on: 5 s ago at most.</summary>
    /// <inheritdoc cref="ListAsync"/>
    /// <exception cref="TargetException">It took too long.</exception>
    public Task<ImmutableArray<RiskStanding>> RecentAsync(CancellationToken cancellationToken) =>
        _recent.GetAsync(cancellationToken);

    /// <exception cref="ForgeException">A chain was changed by hand (Integrity).</exception>
    public async Task<ImmutableArray<RiskStanding>> ListAsync(CancellationToken cancellationToken)
    {
        var fleets = new List<(FleetName, FleetRoster, RotationHistory)>();
        foreach (var fleet in await RotationJournal.ListAsync(_journal, cancellationToken))
        {
            fleets.Add((
                fleet, await _rotations.RosterAsync(fleet, cancellationToken),
                (await _rotations.ReadAsync(fleet, cancellationToken)).History));
        }

        var all = ImmutableArray.CreateBuilder<RiskStanding>();
        foreach (var image in await _risks.ListAsync(cancellationToken))
        {
            all.AddRange(RiskBook.Of(
                image, await _risks.ReadAsync(image, cancellationToken), fleets,
                await _images.ReadAsync(image, cancellationToken), _time.GetUtcNow()));
        }

        return all.ToImmutable();
    }

    /// <summary>What was found of each image and when, of risks about one subject only.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public async Task<IReadOnlyList<(ImageName Image, RiskEvent Event, DateTimeOffset At)>> StoryAsync(
        string subject, CancellationToken cancellationToken)
    {
        var story = new List<(ImageName, RiskEvent, DateTimeOffset)>();
        foreach (var image in await _risks.ListAsync(cancellationToken))
        {
            story.AddRange((await _risks.EventsAsync(image, cancellationToken))
                .Where(entry => entry.Event.About?.Subject == subject)
                .Select(entry => (image, entry.Event, entry.At)));
        }

        return story;
    }

    /// <summary>When an image was last reviewed, and on what; null: never.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public async Task<ImmutableDictionary<ImageName, (DateTimeOffset At, RiskEvent.Reviewed What)>> ReviewsAsync(
        CancellationToken cancellationToken)
    {
        var reviews = ImmutableDictionary.CreateBuilder<ImageName, (DateTimeOffset, RiskEvent.Reviewed)>();
        foreach (var image in await _risks.ListAsync(cancellationToken))
        {
            if ((await _risks.ReadAsync(image, cancellationToken)).Reviewed is { } last)
            {
                reviews[image] = last;
            }
        }

        return reviews.ToImmutable();
    }
}
