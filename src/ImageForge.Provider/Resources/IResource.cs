using System.Collections.Immutable;
using ImageForge.Provider.Backends;
using ImageForge.Provider.Shapes;
using ImageForge.Provider.Values;

namespace ImageForge.Provider.Resources;

/// <summary>A kind of resource.</summary>
internal interface IResource
{
    ResourceShape Shape { get; }

    /// <summary>True if its name outside follows from its inputs: a new one can only come after the old one.</summary>
    bool HasFixedName { get; }

    /// <summary>What is wrong with inputs whose forms are right; and what is added to them.</summary>
    /// <param name="inputs">What is not known yet is in them as that.</param>
    /// <param name="backend">Asked for nothing that takes long.</param>
    Task<(PropertyMap Inputs, ImmutableArray<InputFailure> Failures)> CheckAsync(
        PropertyMap inputs, IBackend backend, CancellationToken cancellationToken);

    /// <summary>What has changed besides the inputs: outside, or in a file that an input names.</summary>
    Task<ImmutableArray<PropertyChange>> DiffAsync(
        PropertyMap outputs, PropertyMap inputs, IBackend backend, CancellationToken cancellationToken);

    /// <summary>Inputs that do not matter to this backend.</summary>
    bool Ignores(string input, IBackend backend);

    /// <returns>Its id, and all of its outputs.</returns>
    Task<(string Id, PropertyMap Outputs)> CreateAsync(ResourceCall call);

    /// <summary>It as it is now.</summary>
    /// <returns>Null: it is gone.</returns>
    Task<(string Id, PropertyMap Outputs, PropertyMap Inputs)?> ReadAsync(ResourceCall call);

    /// <returns>All of its outputs.</returns>
    Task<PropertyMap> UpdateAsync(ResourceCall call);

    /// <summary>Does nothing if it is gone.</summary>
    Task DeleteAsync(ResourceCall call);
}
