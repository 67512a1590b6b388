using ImageForge.Provider.Backends;
using ImageForge.Provider.Shapes;

namespace ImageForge.Provider.Resources;

/// <summary>A function: it looks, also in a preview, and changes nothing.</summary>
internal interface IFunction
{
    ResourceShape Shape { get; }

    Task<PropertyMap> InvokeAsync(PropertyMap inputs, IBackend backend, CancellationToken cancellationToken);
}
