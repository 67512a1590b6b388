using System.Collections.Concurrent;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Images;
using ImageForge.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// What is done for fleets without a person: a bell rings, and the engine decides whether to begin; while a rotation is
/// under way it is ticked. Each call is short, and may be made twice or not at all: the next one finds out.
/// </summary>
public sealed class FleetRounds(
    RotationEngine engine, IFleetTarget target, ImageCatalog images, IJournal journal, TimeProvider time,
    ILogger<FleetRounds> logger)
{
    // Asking costs one question to our own store, and whoever drives may have died: together with a lease's lifetime
    // this is how long a fleet waits for its next driver.
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(2);
    private readonly RotationJournal _rotations = new(journal);

    // When the next pass is worth a look. Only a saving: whoever starts anew looks at once.
    private readonly ConcurrentDictionary<FleetName, (RotationPace Pace, DateTimeOffset Next)> _paces = new();

    private readonly ConcurrentDictionary<FleetName, string> _unanswered = new();

    /// <summary>Begins a rotation to what the fleet's channel names, where it needs one.</summary>
    /// <returns>The rotation that was begun; null: none was, and the log says why.</returns>
    /// <exception cref="ForgeException">The channel names nothing that may be launched; the fleet cannot be seen; or
    /// the policy does not allow a rotation.</exception>
    public async Task<RotationId?> RingAsync(RotationPolicy policy, CancellationToken cancellationToken)
    {
        if (!(await target.ListFleetsAsync(cancellationToken)).Contains(policy.Fleet))
        {
            RoundsLog.Quiet(logger, policy.Fleet, "no such fleet runs here: a person launches it");
            return null;
        }

        var artifact = await images.FindAsync(
            ImageCatalog.ReferenceOf(policy.Image, policy.Channel), cancellationToken);
        var need = (await engine.AssessAsync(policy, artifact, cancellationToken)).Need;
        if (!need.Begins)
        {
            Say(policy, artifact, need.Reason, need.NeedsPerson);
            return null;
        }

        try
        {
            return await engine.StartAsync(policy, artifact, $"its schedule: {need.Reason}", cancellationToken);
        }
        catch (ForgeException exception) when (exception.Error == ForgeError.Busy)
        {
            // Somebody began one between the look and this: that is as good.
            RoundsLog.Quiet(logger, policy.Fleet, exception.Message);
            return null;
        }
    }

    /// <summary>
    /// Begins a rotation where a detection wants an instance out and none is under way: to what the channel names, or,
    /// where that cannot be had or is bad in this fleet, to what was last healthy in it. Else the next pass of the one
    /// under way comes at once.
    /// </summary>
    /// <returns>The rotation that was begun; null: none was, and the log says why where a person is needed.</returns>
    public async Task<RotationId?> AnswerAsync(RotationPolicy policy, CancellationToken cancellationToken)
    {
        try
        {
            var history = (await _rotations.ReadAsync(policy.Fleet, cancellationToken)).History;
            var attacked = history.Attacked.ToList();
            if (attacked.Count == 0)
            {
                _unanswered.TryRemove(policy.Fleet, out _);
                return null;
            }

            if (history.IsUnderWay)
            {
                _paces.TryRemove(policy.Fleet, out _);
                return null;
            }

            var (artifact, reason) = await AnswerOfAsync(policy, history, cancellationToken);
            if (artifact is not null)
            {
                var mark = attacked.MinBy(known => known.Record.Mark!.At).Record.Mark!;
                return await engine.StartAsync(policy, artifact, $"a detection: {mark.Detail}", cancellationToken);
            }

            SayUnanswered(policy, reason);
        }
        catch (ForgeException exception) when (exception.Error != ForgeError.Busy)
        {
            SayUnanswered(policy, exception.Message);
        }
        catch (ForgeException)
        {
            // Somebody else is at it, and will find the mark.
        }

        return null;
    }

    /// <summary>Every fleet with an unfinished rotation, whoever began it.</summary>
    /// <exception cref="ForgeException">A journal was changed by hand (Integrity).</exception>
    public async Task<IReadOnlyList<FleetName>> UnderWayAsync(CancellationToken cancellationToken)
    {
        var fleets = new List<FleetName>();
        foreach (var fleet in await RotationJournal.ListAsync(journal, cancellationToken))
        {
            if ((await _rotations.ReadAsync(fleet, cancellationToken)).History.IsUnderWay)
            {
                fleets.Add(fleet);
            }
        }

        return fleets;
    }

    /// <summary>
    /// One pass of the unfinished rotation, unless it is too early for one, another process drives it, or it is done.
    /// What goes wrong is told to the log, and the next pass waits the longer for it.
    /// </summary>
    public async Task TickAsync(RotationPolicy policy, CancellationToken cancellationToken)
    {
        var (pace, next) = _paces.GetOrAdd(policy.Fleet, _ => (new RotationPace(), DateTimeOffset.MinValue));
        if (time.GetUtcNow() < next)
        {
            return;
        }

        if (await TryPassAsync(policy, pace, cancellationToken) is { } pause)
        {
            _paces[policy.Fleet] = (pace, time.GetUtcNow() + pause);
        }
        else
        {
            _paces.TryRemove(policy.Fleet, out _);
        }
    }

    // To what a rotation should be begun; null: to nothing, and why. What only has to be replaced obeys as any rotation
    // does; one that is taken for lost does not stay because the newest image is no good here.
    private async Task<(ImageArtifact? Artifact, string Reason)> AnswerOfAsync(
        RotationPolicy policy, RotationHistory history, CancellationToken cancellationToken)
    {
        var reason = "";
        try
        {
            var artifact = await images.FindAsync(
                ImageCatalog.ReferenceOf(policy.Image, policy.Channel), cancellationToken);
            var need = (await engine.AssessAsync(policy, artifact, cancellationToken)).Need;
            if (need.Begins)
            {
                return (artifact, need.Reason);
            }

            reason = need.Reason;
            if (!need.Candidates.Any(candidate => candidate.Reason == CandidateReason.Compromised))
            {
                return (null, reason);
            }
        }
        catch (ForgeException exception) when (exception.Error is ForgeError.NotFound or ForgeError.Integrity)
        {
            reason = exception.Message;
        }

        foreach (var proven in history.Proven.Reverse().Where(known => !history.BadImages.Contains(known.Image)))
        {
            if (await images.FindAsync(proven.Image, cancellationToken) is { State: ImageState.Released } healthy)
            {
                return (healthy, reason);
            }
        }

        return (null, $"{reason}, and no image is left that was healthy here");
    }

    // Asked every few seconds, told once until it changes.
    private void SayUnanswered(RotationPolicy policy, string reason)
    {
        if (_unanswered.GetValueOrDefault(policy.Fleet) != reason)
        {
            _unanswered[policy.Fleet] = reason;
            RoundsLog.Unanswered(logger, policy.Fleet, reason, policy.Fleet);
        }
    }

    // How long to wait for the next pass; null if there is none.
    private async Task<TimeSpan?> TryPassAsync(
        RotationPolicy policy, RotationPace pace, CancellationToken cancellationToken)
    {
        try
        {
            var pass = await engine.TickAsync(policy, cancellationToken);
            return pass.End is null ? pace.After(pass) : null;
        }
        catch (ForgeException exception) when (exception.Error == ForgeError.Busy)
        {
            RoundsLog.Elsewhere(logger, policy.Fleet, exception.Message);
            return Elsewhere;
        }
        catch (ForgeException exception)
        {
            if (exception.Error == ForgeError.NotFound
                && !(await UnderWayAsync(cancellationToken)).Contains(policy.Fleet))
            {
                // Whoever drove it meanwhile brought it to its end.
                return null;
            }

            var pause = pace.AfterTrouble();
            RoundsLog.NoPass(logger, policy.Fleet, pause.TotalSeconds, exception.Message);
            return pause;
        }
    }

    private void Say(RotationPolicy policy, ImageArtifact artifact, string reason, bool needsPerson)
    {
        if (needsPerson)
        {
            RoundsLog.NeedsPerson(logger, policy.Fleet, reason, $"imageforge rotate {policy.Fleet} --to {artifact.Id}");
        }
        else
        {
            RoundsLog.Quiet(logger, policy.Fleet, reason);
        }
    }
}
