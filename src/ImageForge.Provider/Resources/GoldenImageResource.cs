using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using ImageForge.Core.Images;
using ImageForge.Provider.Backends;
using ImageForge.Provider.Protocol;
using ImageForge.Provider.Shapes;
using ImageForge.Provider.Values;

namespace ImageForge.Provider.Resources;

/// <summary>
/// An image. Its id is the image's name and a mark of its own; a pin under that mark says which version it has, so that
/// two resources of one image never take each other's version away.
/// </summary>
internal sealed class GoldenImageResource : IResource
{
    private const int MarkBytes = 4;

    public ResourceShape Shape => Catalog.GoldenImage;

    public bool HasFixedName => false;

    public bool Ignores(string input, IBackend backend) => input == "target" && backend.Target is null;

    public async Task<(PropertyMap Inputs, ImmutableArray<InputFailure> Failures)> CheckAsync(
        PropertyMap inputs, IBackend backend, CancellationToken cancellationToken)
    {
        var (checkedInputs, failures) = TargetRule.Check(inputs, backend);
        if (OrderOf(inputs).Pockets is { } pockets && !pockets.Contains(Pocket.Release)
            && !inputs.IsUnknown("overrides"))
        {
            failures = failures.Add(new InputFailure(
                "overrides.pockets", "release is missing: the other pockets only hold changes to it"));
        }

        if (failures.IsEmpty && !inputs.IsUnknown("definition") && !inputs.IsUnknown("overrides"))
        {
            failures = await DefinitionRule.CheckAsync(
                "definition", () => backend.Images.ReadDefinitionAsync(OrderOf(checkedInputs), cancellationToken));
        }

        return (checkedInputs, failures);
    }

    public async Task<ImmutableArray<PropertyChange>> DiffAsync(
        PropertyMap outputs, PropertyMap inputs, IBackend backend, CancellationToken cancellationToken)
    {
        if (inputs.IsUnknown("definition") || inputs.IsUnknown("overrides")
            || inputs.Text("definition") != outputs.Text("definition"))
        {
            return [];
        }

        var changes = ImmutableArray.CreateBuilder<PropertyChange>();
        var definition = await backend.Images.ReadDefinitionAsync(OrderOf(inputs), cancellationToken);
        if (outputs.Text("definitionDigest") != definition.Digest)
        {
            changes.Add(PropertyChange.OfOutput("definitionDigest"));
        }

        // Nobody may be launched on it any more; whoever named it has to be given another one.
        if (outputs.Text("state") is not ("released" or "validated" or null))
        {
            changes.Add(PropertyChange.OfOutput("state"));
        }

        var since = outputs.Text("checkedAt") ?? outputs.Text("builtAt") ?? "";
        if (DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && definition.NextRebuild(at) <= DateTimeOffset.UtcNow)
        {
            changes.Add(PropertyChange.OfOutput("packagesAvailable"));
        }

        return changes.ToImmutable();
    }

    public async Task<(string Id, PropertyMap Outputs)> CreateAsync(ResourceCall call)
    {
        var order = OrderOf(call.Inputs);
        if (call.IsPreview)
        {
            return ("", await PreviewAsync(call, order));
        }

        var built = await call.Backend.Images.BuildAsync(order, call.Log.Status, call.Cancellation);
        var mark = await MarkAsync(call, order);
        return await KeepAsync(call, order, built, $"{order.Definition}/{mark}");
    }

    public async Task<PropertyMap> UpdateAsync(ResourceCall call)
    {
        var order = OrderOf(call.Inputs);
        if (call.IsPreview)
        {
            return await PreviewAsync(call, order);
        }

        var built = await call.Backend.Images.BuildAsync(order, call.Log.Status, call.Cancellation);
        return (await KeepAsync(call, order, built, call.Id)).Outputs;
    }

    public async Task<(string Id, PropertyMap Outputs, PropertyMap Inputs)?> ReadAsync(ResourceCall call)
    {
        var isImport = call.Outputs.IsEmpty;
        var reference = await VersionOfAsync(call) ?? call.Id;
        if (await call.Backend.Images.FindAsync(reference, call.Target, call.Cancellation) is not { } image)
        {
            return null;
        }

        var inputs = isImport
            ? PropertyWire.Empty.With(("definition", PropertyValue.Of(image.Image)))
            : call.Inputs;
        if (call.Target is { } target)
        {
            inputs = inputs.With(("target", PropertyValue.Of(target)));
        }

        var outputs = OutputsOf(inputs, image, call.Outputs.Text("checkedAt"));
        return (call.Id, isImport ? outputs : await WithNewsAsync(call, inputs, image, outputs), inputs);
    }

    public async Task DeleteAsync(ResourceCall call)
    {
        if ((await VersionOfAsync(call) ?? (call.Id.Contains('@') ? call.Id : null)) is not { } version)
        {
            call.Log.Info($"{call.Id} has no version any more");
            return;
        }

        var said = await call.Backend.Images.RemoveAsync(
            new ImagePinWord(version, await HolderAsync(call)), call.Target, call.Cancellation);
        call.Log.Info(said);
    }

    private static ImageOrder OrderOf(PropertyMap inputs)
    {
        var pockets = inputs.GetValueOrDefault("overrides") is PropertyValue.Fields overrides
            && overrides.Value.GetValueOrDefault("pockets") is PropertyValue.Items items
                ? items.Value.OfType<PropertyValue.Text>()
                    .Select(item => Enum.Parse<Pocket>(item.Value, ignoreCase: true)).Distinct().Order()
                    .ToImmutableArray()
                : (ImmutableArray<Pocket>?)null;
        return new ImageOrder(
            inputs.Text("definition") ?? "", inputs.Text("target"), inputs.Text("channel"), pockets);
    }

    private static async Task<PropertyMap> PreviewAsync(ResourceCall call, ImageOrder order)
    {
        var unknown = Catalog.GoldenImage.Outputs.Select(output => (output.Name, PropertyValue.NotYet));
        var outputs = call.Inputs.With([.. unknown]);
        if (call.Inputs.Any(input => input.Value.HasUnknown))
        {
            return outputs;
        }

        foreach (var line in await call.Backend.Images.PlanAsync(order, call.Cancellation))
        {
            call.Log.Info(line);
        }

        var definition = await call.Backend.Images.ReadDefinitionAsync(order, call.Cancellation);
        return outputs.With(
            ("image", PropertyValue.Of(order.Definition)), ("definitionDigest", PropertyValue.Of(definition.Digest)));
    }

    // A run that was killed after its pin and before its answer left one whose id nobody has: that is taken up. One
    // that the engine knows is another resource, which this one replaces.
    private static async Task<string> MarkAsync(ResourceCall call, ImageOrder order)
    {
        var pins = await call.Backend.Images.PinsAsync(order.Definition, order.Target, call.Cancellation);
        var left = pins.Select(pin => pin.Holder).FirstOrDefault(holder =>
            holder.StartsWith($"{call.Urn}#", StringComparison.Ordinal)
            && !call.Session.Knows($"{order.Definition}/{MarkOf(holder)}"));
        return left is null ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(MarkBytes)) : MarkOf(left);
    }

    private static async Task<(string Id, PropertyMap Outputs)> KeepAsync(
        ResourceCall call, ImageOrder order, BuiltImage built, string id)
    {
        var images = call.Backend.Images;
        var holder = $"{call.Urn}#{MarkOfId(id)}";
        await images.PinAsync(new ImagePinWord(built.Version, holder), order.Target, call.Cancellation);
        foreach (var former in (await images.PinsAsync(built.Image, order.Target, call.Cancellation)).Where(pin =>
            MarkOf(pin.Holder) == MarkOfId(id) && pin != new ImagePinWord(built.Version, holder)))
        {
            await images.UnpinAsync(former, order.Target, call.Cancellation);
        }

        var outputs = OutputsOf(call.Inputs, built, checkedAt: null)
            .With(("packagesAvailable", PropertyValue.Of(0)), ("checkedAt", Facts.Moment(DateTimeOffset.UtcNow)));
        if (built.IsFit)
        {
            var passed = built.Gates.Count(gate => gate is { Passed: true, NotRun: false });
            call.Log.Info($"{built.Version} is {built.State}; {passed} of {built.Gates.Length} gates passed");
            return (id, outputs);
        }

        throw new InitFailedException(id, outputs, WhyUnfit(built));
    }

    private static IEnumerable<string> WhyUnfit(BuiltImage built) => built.IsRefused
        ? built.Gates.Where(gate => !gate.Passed).Select(gate => $"{built.Version}: the gate {gate.Name} refused it: "
            + $"{gate.Summary}; `imageforge image show {built.Version}` says what was found")
        :
        [
            $"{built.Version} is {built.State}, and a build now would give the same again; change the definition, or "
                + $"wait for newer packages: `imageforge image show {built.Version}` says why",
        ];

    private static PropertyMap OutputsOf(PropertyMap inputs, BuiltImage image, string? checkedAt)
    {
        var outputs = inputs.With(Facts.Of(image).Select(fact => (fact.Key, fact.Value)))
            .With(
                ("image", PropertyValue.Of(image.Image)),
                ("ids", PropertyValue.Of(PropertyWire.Empty.With(
                    (image.Target, PropertyValue.Of(image.Version))))));
        return checkedAt is null ? outputs : outputs.With(("checkedAt", PropertyValue.Of(checkedAt)));
    }

    private static async Task<PropertyMap> WithNewsAsync(
        ResourceCall call, PropertyMap inputs, BuiltImage image, PropertyMap outputs) =>
        await call.Backend.Images.PackagesAvailableAsync(OrderOf(inputs), image.Version, call.Cancellation)
            is { } count
                ? outputs.With(("packagesAvailable", PropertyValue.Of(count)))
                : outputs;

    // By its pin; where somebody took that away, as the engine remembers it.
    private static async Task<string?> VersionOfAsync(ResourceCall call)
    {
        if (!call.Id.Contains('/'))
        {
            return call.Outputs.Text("version");
        }

        var pins = await call.Backend.Images.PinsAsync(call.Id.Split('/')[0], call.Target, call.Cancellation);
        return pins.FirstOrDefault(pin => MarkOf(pin.Holder) == MarkOfId(call.Id))?.Version
            ?? call.Outputs.Text("version");
    }

    private static async Task<string> HolderAsync(ResourceCall call)
    {
        var pins = await call.Backend.Images.PinsAsync(
            call.Id.Split('/', '@', ':')[0], call.Target, call.Cancellation);
        return pins.FirstOrDefault(pin => MarkOf(pin.Holder) == MarkOfId(call.Id))?.Holder
            ?? $"{call.Urn}#{MarkOfId(call.Id)}";
    }

    private static string MarkOf(string holder) => holder.Split('#')[^1];

    private static string MarkOfId(string id) => id.Contains('/') ? id.Split('/')[^1] : id;
}
