using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Rotations;

/// <summary>Begins rotations and rollbacks, or takes up what is unfinished.</summary>
internal sealed class RotationBeginning(
    RotationJournal journal, IArtifacts artifacts, IFleetTarget target, TimeProvider time, ILogger logger)
{
    /// <summary>Begins a rotation, or takes up the unfinished one to the same image.</summary>
    /// <exception cref="ForgeException">Another one is unfinished (Busy), or the image or the policy does not allow
    /// it.</exception>
    public async Task<RotationId> BeginAsync(
        RotationPolicy policy, ImageArtifact artifact, RotationAsk ask, CancellationToken cancellationToken)
    {
        Check(policy, artifact, cancellationToken);
        var record = await journal.ReadAsync(policy.Fleet, cancellationToken);
        if (record.History is { IsUnderWay: true, Rotation: { } unfinished, Target: { } image })
        {
            if (image != artifact.Id)
            {
                throw new ForgeException(
                    ForgeError.Busy, $"rotation {unfinished} of fleet {policy.Fleet} to {image} is unfinished",
                    $"finish it with `imageforge rotate {policy.Fleet} --to {image}`, or end it with "
                        + $"`imageforge rotation cancel {policy.Fleet}`, before starting one to {artifact.Id}");
            }

            RotationLog.Resumed(logger, unfinished, policy.Fleet, image, record.History.Slots.Count);
            return unfinished;
        }

        return (await StartAsync(policy.Fleet, record, [], artifact, ask, null, cancellationToken)).Rotation;
    }

    /// <summary>Begins the way back from the last rotation, which ends here if it is still under way.</summary>
    /// <exception cref="ForgeException">There is nothing to go back from or to, or it is too late (Usage, NotFound).
    /// </exception>
    public async Task<RotationId> BeginRollbackAsync(
        RotationPolicy policy, string reason, CancellationToken cancellationToken)
    {
        var record = await journal.ReadAsync(policy.Fleet, cancellationToken);
        if (record.History is { IsUnderWay: true, RollbackOf: not null, Rotation: { } running })
        {
            return running;
        }

        var (from, to) = await ChooseAsync(policy, record.History, cancellationToken);
        Check(policy, to, cancellationToken);
        RotationEvent.Finished[] ended = record.History.IsUnderWay
            ? [new RotationEvent.Finished(from, RotationStatus.Cancelled, $"rolled back: {reason}")]
            : [];
        var ask = new RotationAsk($"rollback of {from}: {reason}");
        return (await StartAsync(policy.Fleet, record, ended, to, ask, from, cancellationToken)).Rotation;
    }

    /// <summary>
    /// Ends a rotation that its breaker stopped and begins the way back from it. Null, and nothing was written, if the
    /// policy does not want it, if that rotation is a rollback itself, or if there is no image that was healthy here.
    /// </summary>
    public async Task<RotationRecord?> TryRollBackAsync(
        RotationPolicy policy, RotationRecord record, RotationEvent.Finished stopped,
        CancellationToken cancellationToken)
    {
        if (!policy.AutoRollback || record.History.RollbackOf is not null
            || await ChooseAsync(record.History.Apply(stopped, time.GetUtcNow()), cancellationToken)
                is not { Health: not null } artifact)
        {
            return null;
        }

        // The way back from a hotfix is as urgent as the hotfix was.
        var ask = new RotationAsk(
            $"automatic rollback of {stopped.Rotation}: {stopped.Reason}", record.History.Hotfix);
        return (await StartAsync(
            policy.Fleet, record, [stopped], artifact, ask, stopped.Rotation, cancellationToken)).Record;
    }

    private void Check(RotationPolicy policy, ImageArtifact artifact, CancellationToken cancellationToken)
    {
        RotationPreconditions.Check(policy, artifact, target.KeepsEvidence, time.GetUtcNow());
        target.ProveBootable(artifact.Id, cancellationToken);
    }

    // The end of one and the start of the next are one append: a process that died between the two would leave a
    // rotation that ended without its way back, and nobody after it would know that one was meant.
    private async Task<(RotationId Rotation, RotationRecord Record)> StartAsync(
        FleetName fleet, RotationRecord record, RotationEvent.Finished[] ended, ImageArtifact artifact, RotationAsk ask,
        RotationId? rollbackOf, CancellationToken cancellationToken)
    {
        var rotation = RotationNaming.Rotation(fleet, time.GetUtcNow());
        if (record.History.Rotation is { } last && last.Value.StartsWith(rotation.Value, StringComparison.Ordinal))
        {
            // Names of instances follow from it: two rotations of one second must not share them.
            rotation = new RotationId($"{last.Value}b");
        }

        var started = new RotationEvent.Started(
            rotation, artifact.Id, ask.Reason, artifact.BuiltAt, rollbackOf, ask.Hotfix);
        record = await journal.AppendAsync(
            fleet, record,
            [.. ended.Select(end => (end.Rotation.Value, (RotationEvent)end)), (rotation.Value, started)],
            cancellationToken);
        RotationLog.Started(logger, rotation, fleet, artifact.Id, ask.Reason);
        return (rotation, record);
    }

    // The latest that was healthy here and may still be launched: one that was revoked since is passed over.
    private async Task<ImageArtifact?> ChooseAsync(RotationHistory history, CancellationToken cancellationToken)
    {
        foreach (var image in RollbackChoice.All(history))
        {
            if (await artifacts.FindAsync(image, cancellationToken) is { State: ImageState.Released } artifact
                && !artifact.IsWaiverOver(time.GetUtcNow()))
            {
                return artifact;
            }
        }

        return null;
    }

    private async Task<(RotationId From, ImageArtifact To)> ChooseAsync(
        RotationPolicy policy, RotationHistory history, CancellationToken cancellationToken)
    {
        if (history is not { Rotation: { } from, Target: { } last })
        {
            throw new ForgeException(
                ForgeError.NotFound, $"fleet {policy.Fleet} has not rotated yet",
                $"move it onto an image with `imageforge rotate {policy.Fleet} --to <image>`");
        }

        if (history.FinishedAt is { } finished && time.GetUtcNow() - finished > policy.RollbackFor)
        {
            throw new ForgeException(
                ForgeError.Usage,
                $"rotation {from} ended at {finished:yyyy-MM-dd HH:mm:ss} UTC, and rollbackFor is "
                    + $"{policy.RollbackFor.TotalHours:0.##} h: it is too late to roll it back",
                $"rotate forward, with the same gates: `imageforge rotate {policy.Fleet} --to <image>`");
        }

        if (RollbackChoice.Of(history) is not { } image)
        {
            throw new ForgeException(
                ForgeError.NotFound, $"no image but {last} was ever healthy in fleet {policy.Fleet}",
                $"name one: `imageforge rotate {policy.Fleet} --to <image>`");
        }

        return (from, await ChooseAsync(history, cancellationToken) ?? throw new ForgeException(
            ForgeError.NotFound,
            $"{image}, to which the fleet would go back, is not here any more, or not released any more",
            $"build it again, or name another one: `imageforge rotate {policy.Fleet} --to <image>`"));
    }
}
