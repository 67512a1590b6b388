using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Rotations;
using ImageForge.Engine.Sensors;

namespace ImageForge.Engine.Quickstart;

/// <summary>
/// The main job, once through: an image of a while ago, a fleet on it, today's image, and the fleet moved onto it under
/// load.
/// </summary>
public sealed class QuickstartRun(
    DefinitionReader definitions, BuildEngine builds, ArtifactStore artifacts, RotationEngine rotations,
    IFleetTarget target,
    IHeartbeats heartbeats, TimeProvider time)
{
    // Load before and after the rotation: what fails only then would otherwise be blamed on nothing.
    private static readonly TimeSpan CalmBefore = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CalmAfter = TimeSpan.FromSeconds(5);

    private readonly List<PhaseTime> _phases = [];

    /// <summary>Runs all of it once; what was started is gone afterwards unless it is to be kept.</summary>
    /// <exception cref="ForgeException">A step could not be done. Cleaned up all the same.</exception>
    public async Task<QuickstartReport> RunAsync(
        QuickstartOptions options, IProgress<QuickstartEvent> progress, CancellationToken cancellationToken)
    {
        var policy = definitions.ReadSchedule(options.Fleet.Value);
        var fleet = new QuickstartFleet(rotations, target, policy, time);
        await fleet.RefuseForeignAsync(cancellationToken);
        var succeeded = false;
        try
        {
            var report = await RunAsync(options, policy, fleet, progress, cancellationToken);
            succeeded = true;
            return report;
        }
        finally
        {
            // An interrupted or failed run is cleaned up even with --keep: half a fleet is of no use to anybody.
            if (fleet.IsOurs && !(options.Keep && succeeded))
            {
                await InPhaseAsync(
                    QuickstartPhase.CleanUp, progress, async () =>
                        await fleet.RemoveAsync(), count => $"{count} instances removed");
            }
        }
    }

    private async Task<QuickstartReport> RunAsync(
        QuickstartOptions options, RotationPolicy policy, QuickstartFleet fleet, IProgress<QuickstartEvent> progress,
        CancellationToken cancellationToken)
    {
        var image = policy.Image.Value;
        var released = await InPhaseAsync(
            QuickstartPhase.BuildReleased, progress,
            () => BuildAsync(
                definitions.ReadImage(image, new DefinitionOverrides { Pockets = [Pocket.Release] }),

                // It is there to be replaced: what its packages have is what the fleet leaves behind.
                new BuildOptions { WithoutFeeds = true }, progress, cancellationToken),
            artifact => $"{artifact.Id}");
        await InPhaseAsync(
            QuickstartPhase.LaunchFleet, progress,
            async () =>
            {
                await fleet.LaunchAsync(released, progress, cancellationToken);
                return policy.Desired;
            },
            desired => $"{desired} instances in service");
        var patched = await InPhaseAsync(
            QuickstartPhase.BuildPatched, progress,
            () => BuildAsync(definitions.ReadImage(image), new BuildOptions(), progress, cancellationToken),
            artifact => $"{artifact.Id}");
        var report = await InPhaseAsync(
            QuickstartPhase.Rotate, progress,
            () => RotateAsync(options, policy, released, patched, progress, cancellationToken),
            rotated => $"{rotated.Load.Sent} requests, {rotated.Load.Failed} failed");
        return report with { Phases = [.. _phases] };
    }

    private async Task<ImageArtifact> BuildAsync(
        ImageDefinition definition, BuildOptions options, IProgress<QuickstartEvent> progress,
        CancellationToken cancellationToken)
    {
        var plan = await builds.PlanAsync(definition, options, cancellationToken);
        var steps = new Relay(progress);
        var artifact = (await builds.BuildAsync(plan, options, steps, cancellationToken)).Artifact;
        var refusing = artifact.Gates.Where(gate => !gate.Passed).Select(gate => gate.Gate);
        return artifact.State == ImageState.Released
            ? artifact
            : throw new ForgeException(
                ForgeError.GateRefused,
                artifact.State == ImageState.Refused
                    ? $"{artifact.Id} was refused by {string.Join(", ", refusing)}"
                    : $"{artifact.Id} is {artifact.State.ToString().ToLowerInvariant()}, and not released",
                $"`imageforge image show {artifact.Id}` shows the evidence and how to reproduce it");
    }

    private async Task<QuickstartReport> RotateAsync(
        QuickstartOptions options, RotationPolicy policy, ImageArtifact released, ImageArtifact patched,
        IProgress<QuickstartEvent> progress, CancellationToken cancellationToken)
    {
        var endpoint = await target.EndpointAsync(policy.Fleet, cancellationToken)
            ?? throw new ForgeException(
                ForgeError.External, $"the load balancer of fleet {policy.Fleet} is gone", "see `imageforge doctor`");
        var before = await target.ObserveAsync(policy.Fleet, cancellationToken);
        await using var traffic = QuickstartTraffic.Start(
            target, heartbeats, policy.Fleet, patched.Health!, endpoint, options.Rate, time);
        await Task.Delay(CalmBefore, time, cancellationToken);
        RotationPass? last = null;
        await foreach (
            var pass in rotations.RunAsync(policy, patched, "quickstart: today's security updates", cancellationToken))
        {
            last = pass;
            progress.Report(new QuickstartEvent.Traffic(traffic.Load, traffic.Probe));
            progress.Report(new QuickstartEvent.Passed(pass));
        }

        await Task.Delay(CalmAfter, time, cancellationToken);
        var after = await target.ObserveAsync(policy.Fleet, cancellationToken);
        await traffic.StopAsync();
        return new QuickstartReport
        {
            Options = options,
            Released = released,
            Patched = patched,
            Diff = artifacts.Diff(released, patched),
            Limits = CapacityLimits.Of(policy),
            Before = before,
            After = after,
            Replacements = Replacements(last),
            RotationComplete = last?.End == PassEnd.Complete,
            RotationEnd = last?.EndReason ?? "no pass was made",
            Load = traffic.Load,
            Probe = traffic.Probe,
            Phases = ImmutableArray<PhaseTime>.Empty,
            Endpoint = endpoint,
        };
    }

    private static ImmutableDictionary<InstanceId, InstanceId> Replacements(RotationPass? last) =>
        (last?.History.Launches.Values ?? [])
        .Where(launch => !launch.Failed && launch.Replaces is not null)
        .ToImmutableDictionary(launch => launch.Replaces!.Value, launch => launch.Instance);

    private async Task<T> InPhaseAsync<T>(
        QuickstartPhase phase, IProgress<QuickstartEvent> progress, Func<Task<T>> work, Func<T, string> outcome)
    {
        progress.Report(new QuickstartEvent.PhaseBegan(phase));
        var began = time.GetTimestamp();
        var result = await work();
        var took = time.GetElapsedTime(began);
        _phases.Add(new PhaseTime($"{phase}", took.TotalSeconds));
        progress.Report(new QuickstartEvent.PhaseEnded(phase, took, outcome(result)));
        return result;
    }

    private sealed class Relay(IProgress<QuickstartEvent> progress) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => progress.Report(new QuickstartEvent.Building(value));
    }
}
