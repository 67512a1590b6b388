using ImageForge.Provider.Backends;
using ImageForge.Provider.Shapes;
using PropertyMap = System.Collections.Immutable.ImmutableSortedDictionary<
    string, ImageForge.Provider.Values.PropertyValue>;

namespace ImageForge.Provider.Resources;

/// <summary>A function: it looks, also in a preview, and changes nothing.</summary>
internal interface IFunction
{
    ResourceShape Shape { get; }

    Task<PropertyMap> InvokeAsync(PropertyMap inputs, IBackend backend, CancellationToken cancellationToken);
}
