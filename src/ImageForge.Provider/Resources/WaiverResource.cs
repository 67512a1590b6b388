using System.Collections.Immutable;
using ImageForge.Engine;
using ImageForge.Provider.Backends;
using ImageForge.Provider.Shapes;
using ImageForge.Provider.Values;

namespace ImageForge.Provider.Resources;

/// <summary>
/// A waiver: a file among the definitions, which is committed and reviewed. Its id is the file's name.
/// </summary>
internal sealed class WaiverResource : IResource
{
    public ResourceShape Shape => Catalog.Waiver;

    public bool HasFixedName => true;

    public bool Ignores(string input, IBackend backend) => false;

    public Task<(PropertyMap Inputs, ImmutableArray<InputFailure> Failures)> CheckAsync(
        PropertyMap inputs, IBackend backend, CancellationToken cancellationToken)
    {
        ImmutableArray<InputFailure> failures =
            [
                .. inputs.Where(input => input.Value.HasSecret).Select(input => new InputFailure(
                    input.Key, "a waiver is a file that people review: it holds no secret")),
            ];
        if (backend.Waivers is null)
        {
            failures = failures.Add(new InputFailure(
                "id", "waivers are reviewed files of the service at endpoint: write it under images/waivers there"));
        }
        else if (failures.IsEmpty && !inputs.Any(input => input.Value.HasUnknown))
        {
            failures = backend.Waivers.Judge(KeysOf(inputs));
        }

        return Task.FromResult((inputs, failures));
    }

    public Task<ImmutableArray<PropertyChange>> DiffAsync(
        PropertyMap outputs, PropertyMap inputs, IBackend backend, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<PropertyChange>>([]);

    public Task<(string Id, PropertyMap Outputs)> CreateAsync(ResourceCall call)
    {
        var id = call.Inputs.Text("id") ?? "";
        return Task.FromResult((id, Write(call, id, isNew: true)));
    }

    public Task<PropertyMap> UpdateAsync(ResourceCall call) =>
        Task.FromResult(Write(call, call.Id, isNew: false));

    public Task<(string Id, PropertyMap Outputs, PropertyMap Inputs)?> ReadAsync(ResourceCall call)
    {
        if (FilesOf(call).Find(call.Id) is not { } keys)
        {
            return Task.FromResult<(string, PropertyMap, PropertyMap)?>(null);
        }

        var inputs = PropertyWire.Empty.With(keys.Select(key => (key.Key, PropertyValue.Of(key.Value))));
        return Task.FromResult<(string, PropertyMap, PropertyMap)?>((call.Id, OutputsOf(inputs, call.Id), inputs));
    }

    public Task DeleteAsync(ResourceCall call)
    {
        FilesOf(call).Remove(call.Id);
        call.Log.Info($"{WaiverFiles.FileOf(call.Id)} is removed: what it accepted refuses the image again");
        return Task.CompletedTask;
    }

    private static PropertyMap Write(ResourceCall call, string id, bool isNew)
    {
        if (call.IsPreview)
        {
            var file = id.Length > 0 ? PropertyValue.Of(WaiverFiles.FileOf(id)) : PropertyValue.NotYet;
            return call.Inputs.With(("file", file), ("holds", PropertyValue.NotYet));
        }

        FilesOf(call).Write(KeysOf(call.Inputs), isNew);
        call.Log.Info($"{WaiverFiles.FileOf(id)} is written; commit it: the image's next gates go by it");
        return OutputsOf(call.Inputs, id);
    }

    private static WaiverFiles FilesOf(ResourceCall call) => call.Backend.Waivers ?? throw new ForgeException(
        ForgeError.Usage, "waivers are reviewed files of the service at endpoint",
        "write it under images/waivers there");

    private static PropertyMap OutputsOf(PropertyMap inputs, string id) => inputs.With(
        ("file", PropertyValue.Of(WaiverFiles.FileOf(id))),
        ("holds", PropertyValue.Of(WaiverFiles.Holds(inputs.Text("expires") ?? "", DateTimeOffset.UtcNow))));

    private static Dictionary<string, string> KeysOf(PropertyMap inputs) => inputs
        .Where(input => input.Value is PropertyValue.Text)
        .ToDictionary(input => input.Key, input => ((PropertyValue.Text)input.Value).Value, StringComparer.Ordinal);
}
