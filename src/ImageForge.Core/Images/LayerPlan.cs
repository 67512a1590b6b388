using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>One cached layer of a build.</summary>
/// <param name="Name">
/// Which layer: <c>base</c>, <c>packages</c>, <c>hotfix 1</c> …, <c>target</c>, <c>configuration</c>,
/// <c>step 1 run shop/setup.sh</c> …, <c>sensors</c>, <c>hardening</c>.
/// </param>
/// <param name="Key">
/// Digest of the parent's key and of everything the steps hold: the layer's place in the cache.
/// </param>
/// <param name="Parent">Key of the layer below; null for the base.</param>
public sealed record LayerPlan(string Name, Digest Key, Digest? Parent, ImmutableArray<ProvisionStep> Steps)
{
    /// <summary>The image's own step that this layer is made of; null for every other layer.</summary>
    public ImageStep? OwnStep => Steps is [var only]
        ? only switch
        {
            ProvisionStep.RunOwnScript run => run.Script,
            ProvisionStep.RunPlaybook run => run.Playbook,
            _ => null,
        }
        : null;
}
