using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Jobs;
using ImageForge.Core.Risk;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Hotfixes;
using ImageForge.Engine.Images;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Jobs;

/// <summary>What jobs do: the same as the commands of their names, by the same parts of the engine.</summary>
/// <param name="builds">Throws where no image is built, such as in a simulated cloud.</param>
/// <param name="planner">As <paramref name="builds"/>.</param>
/// <param name="model">Takes the place of a build where images are only modelled; null where they are built.</param>
/// <param name="removeFleet">Returns how many instances it terminated.</param>
public sealed class JobWork(
    DefinitionReader definitions, Func<BuildEngine> builds, Func<HotfixPlanner> planner, HotfixRun hotfixes,
    Func<ImageDefinition, CancellationToken, Task<ImageArtifact>>? model,
    Func<FleetName, CancellationToken, Task<int>> removeFleet)
{
    /// <summary>Refuses what cannot even begin.</summary>
    /// <exception cref="ForgeException">Nothing is built here, or there is no such image.</exception>
    /// <exception cref="DefinitionException">The image's definition is wrong.</exception>
    public void Require(JobRequest request)
    {
        switch (request)
        {
            case JobRequest.Build build:
                _ = (model is null ? builds() : null, ReadImage(build));
                break;
            case JobRequest.Hotfix hotfix:
                _ = (planner(), RequestOf(hotfix));
                break;
            case JobRequest.RemoveFleet:
                break;
            default:
                throw new UnreachableException($"no case for {request?.GetType().Name}");
        }
    }

    /// <summary>Does it.</summary>
    /// <param name="by">Who submitted it.</param>
    /// <param name="progress">Told of every step.</param>
    /// <param name="endTurn">Called once nothing is built any more: what is left only waits for fleets.</param>
    /// <param name="request">What is to be done.</param>
    /// <param name="cancellationToken">Stops it between two steps; what is whole is kept.</param>
    /// <returns>What came out, and one line about it.</returns>
    /// <exception cref="ForgeException">It failed, or a gate refused the image.</exception>
    public Task<JobEvent.Done> RunAsync(
        JobRequest request, string by, JobProgress progress, Action endTurn, CancellationToken cancellationToken) =>
        request switch
        {
            JobRequest.Build build => BuildAsync(build, progress, cancellationToken),
            JobRequest.Hotfix hotfix => HotfixAsync(hotfix, by, progress, endTurn, cancellationToken),
            JobRequest.RemoveFleet removal => RemoveAsync(removal, endTurn, cancellationToken),
            _ => throw new UnreachableException($"no case for {request?.GetType().Name}"),
        };

    private async Task<JobEvent.Done> BuildAsync(
        JobRequest.Build request, JobProgress progress, CancellationToken cancellationToken)
    {
        if (model is not null)
        {
            return new JobEvent.Done($"{(await model(ReadImage(request), cancellationToken)).Id}", "modelled");
        }

        var options = new BuildOptions { Offline = request.Offline };
        var plan = await builds().PlanAsync(ReadImage(request), options, cancellationToken);
        var outcome = await builds().BuildAsync(plan, options, progress, cancellationToken);
        var artifact = outcome.Artifact;
        if (artifact.State == ImageState.Refused)
        {
            var gates = string.Join(", ", artifact.Gates.Where(gate => !gate.Passed).Select(gate => gate.Gate));
            throw new ForgeException(
                ForgeError.GateRefused, $"{artifact.Id} is refused by {gates}",
                $"/v1/images/{artifact.Id}/gates shows the evidence");
        }

        return new JobEvent.Done(
            $"{artifact.Id}",
            outcome.Reused ? "it was there already" : $"built, and {artifact.State.ToString().ToLowerInvariant()}");
    }

    private async Task<JobEvent.Done> RemoveAsync(
        JobRequest.RemoveFleet request, Action endTurn, CancellationToken cancellationToken)
    {
        endTurn();
        var terminated = await removeFleet(new FleetName(request.Fleet), cancellationToken);
        return new JobEvent.Done(request.Fleet, $"fleet {request.Fleet} is gone; {terminated} instances terminated");
    }

    private async Task<JobEvent.Done> HotfixAsync(
        JobRequest.Hotfix request, string by, JobProgress progress, Action endTurn,
        CancellationToken cancellationToken)
    {
        var maker = new DecisionMaker(by, request.Reason);
        var plan = await planner().PlanAsync(RequestOf(request), progress, cancellationToken);
        using var held = hotfixes.Take(plan);
        hotfixes.RequireApproval(plan, maker);
        await hotfixes.DecideAsync(plan, by, request.Reason, cancellationToken);
        var built = new List<ImageArtifact>();
        foreach (var (_, build) in plan.Images)
        {
            built.Add(await hotfixes.BuildAsync(plan, build, request.Offline, progress, cancellationToken));
        }

        await hotfixes.ReleaseAsync(plan, built, maker, cancellationToken);
        endTurn();
        await RotateAsync(plan, maker, progress, cancellationToken);
        var summary = $"{plan.Images.Length} images, {plan.Fleets.Length} fleets";
        await hotfixes.FinishAsync(plan, done: true, summary, cancellationToken);
        return new JobEvent.Done(plan.Id, summary);
    }

    private async Task RotateAsync(
        HotfixPlan plan, DecisionMaker maker, JobProgress progress, CancellationToken cancellationToken)
    {
        var left = new List<string>();
        foreach (var (policy, instances) in plan.Fleets.Where(fleet =>
            plan.Begun?.Fleets.GetValueOrDefault(fleet.Policy.Fleet) is not { Complete: true }))
        {
            RotationPass? last = null;
            var began = Stopwatch.GetTimestamp();
            await foreach (var pass in hotfixes.RotateAsync(plan, policy, instances, maker, cancellationToken))
            {
                last = pass;
                progress.Report(new BuildProgress(
                    $"fleet {policy.Fleet}", pass.End is null ? StepState.Running : StepState.Done,
                    $"{pass.Plan.Count.OnTarget} of {pass.Plan.Limits.Desired} on the new image",
                    Stopwatch.GetElapsedTime(began).TotalSeconds));
            }

            if (last?.End != PassEnd.Complete)
            {
                left.Add($"{policy.Fleet} ({last?.EndReason})");
            }
        }

        if (left.Count > 0)
        {
            throw new ForgeException(
                ForgeError.RotationHeld, $"{plan.Id}: not all of {string.Join(", ", left)} is on the new image",
                "submit it again: it goes on from there");
        }
    }

    private ImageDefinition ReadImage(JobRequest.Build request) =>
        definitions.ReadImage(request.Image, new DefinitionOverrides { Pockets = request.Pockets });

    private static HotfixRequest RequestOf(JobRequest.Hotfix request) => (request.Package is null)
        == (request.Cve is null)
        ? throw new ForgeException(
            ForgeError.Usage, "a hotfix is for one package or for one vulnerability", "give either package or cve")
        : new HotfixRequest(
            new HotfixWish(request.Package, request.Version, request.Cve), request.Images, request.Fleets)
        {
            Offline = request.Offline,
        };
}
