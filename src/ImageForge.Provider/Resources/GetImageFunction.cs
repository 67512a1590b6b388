using ImageForge.Provider.Backends;
using ImageForge.Provider.Shapes;

namespace ImageForge.Provider.Resources;

/// <summary>What a channel of an image names.</summary>
internal sealed class GetImageFunction : IFunction
{
    public ResourceShape Shape => Catalog.GetImage;

    public async Task<PropertyMap> InvokeAsync(
        PropertyMap inputs, IBackend backend, CancellationToken cancellationToken) =>
        Facts.Of(await backend.Images.FindReleasedAsync(
            inputs.Text("name")!, inputs.Text("channel")!, inputs.Text("target"), cancellationToken));
}
