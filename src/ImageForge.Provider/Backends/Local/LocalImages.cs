using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Images;
using ImageForge.Engine.Signing;
using ImageForge.Targets;
using ImageForge.Targets.Simulated.Serving;

namespace ImageForge.Provider.Backends.Local;

/// <summary>Images built by this process.</summary>
internal sealed class LocalImages : IImages, IDisposable
{
    private const string By = "pulumi up";

    // Two builds at once starve each other under emulation; a program with ten images has one built after the other.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly LocalBackend _backend;
    private readonly DefinitionCache _definitions;

    public LocalImages(LocalBackend backend)
    {
        (_backend, _definitions) = (backend, new DefinitionCache(backend));

        // The first question of a preview follows within milliseconds.
        _ = Task.Run(_definitions.Prepare);
    }

    public Task<DefinitionState> ReadDefinitionAsync(ImageOrder order, CancellationToken cancellationToken) =>
        Task.FromResult(_definitions.Read(order));

    public async Task<ImmutableArray<string>> PlanAsync(ImageOrder order, CancellationToken cancellationToken)
    {
        var definition = Read(order);
        if (!_backend.IsThere)
        {
            return Outline(definition, "nothing was built on this machine yet");
        }

        var rooms = _backend.Rooms(order.Target);
        if (!rooms.BuildsImages)
        {
            var model = ModelledImages.IdOf(definition);
            return [$"{definition.Name} would be modelled in the simulated cloud, as {model}"];
        }

        try
        {
            // What is at hand, however old: a preview fetches nothing.
            var plan = await rooms.Builds.PlanAsync(
                definition, new BuildOptions { Offline = true }, cancellationToken);
            return rooms.Artifacts.At(plan.Digest) is { State: ImageState.Validated or ImageState.Released } there
                ? [$"{there.Id} is there already and would be taken: its gates let it pass"]
                : [.. PlanLines(plan, rooms)];
        }
        catch (ForgeException exception) when (exception.Error is not ForgeError.InvalidDefinition)
        {
            return Outline(definition, exception.Message);
        }
    }

    public async Task<BuiltImage> BuildAsync(
        ImageOrder order, Action<string> progress, CancellationToken cancellationToken)
    {
        var definition = Read(order);
        _definitions.Forget();
        var rooms = _backend.Rooms(order.Target);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var artifact = rooms.BuildsImages
                ? await BuildAsync(rooms, definition, progress, cancellationToken)
                : await ModelAsync(rooms, definition, cancellationToken);
            return await FactsAsync(
                rooms, order.Target ?? _backend.Target,
                await ReleaseAsync(rooms, artifact, order.Channel, definition.Promotion, cancellationToken),
                cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<BuiltImage?> FindAsync(string reference, string? target, CancellationToken cancellationToken)
    {
        if (!_backend.IsThere)
        {
            return null;
        }

        var rooms = _backend.Rooms(target);
        try
        {
            var artifact = ArtifactStore.IsVersion(reference)
                ? await rooms.Images.FindInAnyStateAsync(reference, cancellationToken)
                : await rooms.Images.FindAsync(reference, cancellationToken);
            return artifact.State == ImageState.Deleted ? null : await FactsAsync(
                rooms, target ?? _backend.Target, artifact, cancellationToken);
        }
        catch (ForgeException exception) when (exception.Error is ForgeError.NotFound or ForgeError.Usage)
        {
            // Nor is there anything under a name that nothing can have, such as web:nosuch.
            return null;
        }
    }

    public async Task<BuiltImage> FindReleasedAsync(
        string image, string channel, string? target, CancellationToken cancellationToken)
    {
        if (!_backend.IsThere)
        {
            throw new ForgeException(
                ForgeError.NotFound, $"no version of {image} is released: nothing was built on this machine yet",
                "let the program build it first, with a GoldenImage that the function's caller depends on");
        }

        var rooms = _backend.Rooms(target);
        var artifact = await rooms.Images.FindAsync(
            ImageCatalog.ReferenceOf(new ImageName(image), Enum.Parse<ImageChannel>(channel, ignoreCase: true)),
            cancellationToken);
        return await FactsAsync(rooms, target ?? _backend.Target, artifact, cancellationToken);
    }

    public async Task<ImmutableArray<ImagePinWord>> PinsAsync(
        string image, string? target, CancellationToken cancellationToken)
    {
        if (!_backend.IsThere)
        {
            return [];
        }

        var history = await _backend.Rooms(target).Images.HistoryAsync(new ImageName(image), cancellationToken);
        return
        [
            .. history.Artifacts.SelectMany(known => known.Value.Pins
                .Where(pin => pin.Holder.StartsWith(ImagePin.PulumiHolder, StringComparison.Ordinal))
                .Select(pin => new ImagePinWord($"{known.Key}", pin.Holder))),
        ];
    }

    public async Task PinAsync(ImagePinWord pin, string? target, CancellationToken cancellationToken)
    {
        var rooms = _backend.Rooms(target);
        if (!(await PinsAsync(ImageOf(pin), target, cancellationToken)).Contains(pin))
        {
            await rooms.Lifecycle.PinAsync(
                await IdAsync(rooms, pin.Version, cancellationToken), pin.Holder, until: null,
                new DecisionMaker(By, "a resource of this stack"), cancellationToken);
        }
    }

    public async Task UnpinAsync(ImagePinWord pin, string? target, CancellationToken cancellationToken)
    {
        var rooms = _backend.Rooms(target);
        if ((await PinsAsync(ImageOf(pin), target, cancellationToken)).Contains(pin))
        {
            var known = (await rooms.Images.HistoryAsync(new ImageName(ImageOf(pin)), cancellationToken))
                .Artifacts.Keys.First(id => $"{id}" == pin.Version);
            await rooms.Lifecycle.UnpinAsync(
                known, pin.Holder, new DecisionMaker(By, "the resource has another version, or is gone"),
                cancellationToken);
        }
    }

    public async Task<int?> PackagesAvailableAsync(
        ImageOrder order, string version, CancellationToken cancellationToken)
    {
        var rooms = _backend.Rooms(order.Target);
        if (!rooms.BuildsImages)
        {
            return null;
        }

        try
        {
            var artifact = await rooms.Images.FindInAnyStateAsync(version, cancellationToken);
            var plan = await rooms.Builds.PlanAsync(Read(order), new BuildOptions(), cancellationToken);
            var installed = artifact.Packages.ToDictionary(
                package => package.Name, package => package.Version, StringComparer.Ordinal);
            return plan.Packages.Installed.Count(package =>
                installed.GetValueOrDefault(package.Name) is { } known && known != package.Version);
        }
        catch (Exception exception) when (exception is ForgeException or DefinitionException)
        {
            // For information only: a mirror that does not answer is no reason to fail a refresh.
            return null;
        }
    }

    public async Task<string> RemoveAsync(ImagePinWord pin, string? target, CancellationToken cancellationToken)
    {
        if (!_backend.IsThere)
        {
            return $"{pin.Version} is gone already";
        }

        return await _backend.Rooms(target).ImageRemoval.RunAsync(
            pin.Version, pin.Holder, new DecisionMaker(By, "its resource was removed from the stack"),
            cancellationToken);
    }

    public void Dispose() => _turn.Dispose();

    private ImageDefinition Read(ImageOrder order) =>
        _backend.Reader.ReadImage(order.Definition, new DefinitionOverrides { Pockets = order.Pockets });

    private static string ImageOf(ImagePinWord pin) => pin.Version.Split('@')[0];

    private static async Task<ArtifactId> IdAsync(
        Rooms rooms, string version, CancellationToken cancellationToken) =>
        (await rooms.Images.FindInAnyStateAsync(version, cancellationToken)).Id;

    private static async Task<ImageArtifact> BuildAsync(
        Rooms rooms, ImageDefinition definition, Action<string> progress, CancellationToken cancellationToken)
    {
        progress("resolving packages");
        var options = new BuildOptions();
        var plan = await rooms.Builds.PlanAsync(definition, options, cancellationToken);
        var outcome = await rooms.Builds.BuildAsync(
            plan, options, new BuildSteps(plan, progress), cancellationToken);
        return outcome.Artifact;
    }

    // As it is by now: somebody may have revoked it since it was registered.
    private static async Task<ImageArtifact> ModelAsync(
        Rooms rooms, ImageDefinition definition, CancellationToken cancellationToken)
    {
        var published = await rooms.Models.PublishAsync(definition, cancellationToken);
        return await rooms.Images.FindAsync(published.Id, cancellationToken) ?? published;
    }

    // What the program says goes beyond what the definition does by itself; a version that a gate refused stays.
    private static async Task<ImageArtifact> ReleaseAsync(
        Rooms rooms, ImageArtifact artifact, string? channel, PromotionPolicy policy,
        CancellationToken cancellationToken)
    {
        if (channel is null || artifact.State == ImageState.Refused)
        {
            return artifact;
        }

        var history = await rooms.Images.HistoryAsync(artifact.Id.Image, cancellationToken);
        var named = Enum.Parse<ImageChannel>(channel, ignoreCase: true);
        return history.CurrentOf(named) == artifact.Id || !rooms.BuildsImages
            ? artifact
            : await rooms.Lifecycle.PromoteAsync(
                artifact, named, policy, new DecisionMaker(By, $"the program releases it to {channel}"),
                cancellationToken);
    }

    private static async Task<BuiltImage> FactsAsync(
        Rooms rooms, string target, ImageArtifact artifact, CancellationToken cancellationToken)
    {
        var folder = rooms.Artifacts.FolderOf(artifact.Id);
        var before = (await rooms.Images.ListAsync(cancellationToken)).FirstOrDefault(other =>
            other.Id.Image == artifact.Id.Image && other.Id != artifact.Id && other.BuiltAt < artifact.BuiltAt
            && other.State is not (ImageState.Refused or ImageState.Deleted));
        var changed = before is null ? [] : rooms.Artifacts.Diff(before, artifact).PackagesChanged;
        return new BuiltImage(
            artifact.Id.Image.Value, $"{artifact.Id}", artifact.Id.PlanDigest.Hex, artifact.DefinitionDigest.Hex,
            artifact.State.ToString().ToLowerInvariant(), artifact.BuiltAt, target,
            Document(ArtifactSeal.SoftwareBillName), Document(ArtifactSeal.EnvelopeName),
            [.. artifact.Gates.Select(gate => new GateWord(gate.Gate, gate.Passed, gate.NotRun, gate.Summary))],
            [.. changed.Select(change => (change.Name, change.From, change.To))]);

        string Document(string name) => Path.Combine(folder, name) is var path && File.Exists(path) ? path : "";
    }

    private static ImmutableArray<string> Outline(ImageDefinition definition, string reason)
    {
        var (layers, gates) = BuildPlanner.Outline(definition);
        return
        [
            $"{definition.Name} would be built, of packages that are resolved then: {reason}",
            $"its layers: {string.Join(", ", layers)}; its gates: {string.Join(", ", gates)}",
        ];
    }

    private static IEnumerable<string> PlanLines(BuildPlan plan, Rooms rooms)
    {
        var layers = plan.Layers.Select(layer =>
            $"{layer.Name} ({(rooms.BuildTarget.HasLayer(layer) ? "there" : "to be built")})");
        yield return $"{plan.Artifact} would be built: layers {string.Join(", ", layers)}";
        yield return $"its gates: {string.Join(", ", plan.Gates.Select(gate => gate.Name))}; "
            + $"{plan.Packages.Installed.Length} packages by the index at hand";
    }
}
