using ImageForge.Core.Images;
using ImageForge.Engine.Feeds;

namespace ImageForge.Engine.Builds;

/// <summary>
/// What the engine itself adds to the evidence of gates: the packages of a plan are known without looking inside the
/// image, so no target is asked.
/// </summary>
internal sealed class PackageReview(FeedStore feeds, PackageResolver resolver)
{
    /// <exception cref="ForgeException">What is at hand of a feed is damaged.</exception>
    public async Task<GateEvidence> AddToAsync(
        GateEvidence evidence, BuildPlan plan, BuildOptions options, CancellationToken cancellationToken)
    {
        PackageVersion[] installed = [.. plan.Packages.Installed];
        return evidence with
        {
            Vulnerabilities = await new VulnerabilityLookup(feeds).FindAsync(
                options.WithoutFeeds ? [] : plan.Definition.Feeds, plan.Definition.Base.Suite, installed,
                cancellationToken),
            Freshness = await resolver.CompareAsync(PackageWish.Of(plan.Definition), installed, cancellationToken),
        };
    }
}
