using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using ImageForge.Core;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;

namespace ImageForge.Provider.Backends.Service;

/// <summary>Images that a service builds.</summary>
internal sealed class ServiceImages(ServiceClient client) : IImages
{
    private const string Reason = "a resource of a Pulumi stack";

    public async Task<DefinitionState> ReadDefinitionAsync(ImageOrder order, CancellationToken cancellationToken)
    {
        var definition = await client.GetAsync(PathOf(order, ""), cancellationToken);
        var (cron, zone) = ((string?)definition["rebuildCron"], (string?)definition["rebuildZone"]);
        return new DefinitionState(
            (string)definition["digest"]!,
            after => cron is null || zone is null
                ? null
                : CronReader.Next(new Cron(cron), after, TimeZoneInfo.FindSystemTimeZoneById(zone)));
    }

    public async Task<ImmutableArray<string>> PlanAsync(ImageOrder order, CancellationToken cancellationToken)
    {
        try
        {
            var plan = await client.GetAsync(PathOf(order, "/plan"), cancellationToken);
            if ((bool)plan["isThere"]!)
            {
                return [$"{plan["version"]} is there already and would be taken: its gates let it pass"];
            }

            var layers = plan["layers"]!.AsArray().Select(layer =>
                $"{layer!["name"]} ({((bool)layer["isThere"]! ? "there" : "to be built")})");
            return
            [
                $"{plan["version"]} would be built by {client.Endpoint}: layers {string.Join(", ", layers)}",
                $"its gates: {string.Join(", ", plan["gates"]!.AsArray())}; {plan["packages"]} packages by the index "
                    + "at hand",
            ];
        }
        catch (Exception exception) when (exception is TargetException or ForgeException
            {
                Error: ForgeError.External or ForgeError.NotFound or ForgeError.InUse,
            })
        {
            return
            [
                $"{order.Definition} would be built by {client.Endpoint}; of which packages is decided then: "
                    + exception.Message,
            ];
        }
    }

    public async Task<BuiltImage> BuildAsync(
        ImageOrder order, Action<string> progress, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["image"] = order.Definition };
        if (order.Pockets is { } pockets)
        {
            request["pockets"] = new JsonArray([.. pockets.Select(pocket => JsonValue.Create($"{pocket}"))]);
        }

        var job = await client.PostAsync("/v1/builds", request, cancellationToken);
        var version = await ServiceJob.FollowAsync(client, (string)job["job"]!, progress, cancellationToken);
        var image = await FindAsync(version, null, cancellationToken) ?? throw new ForgeException(
            ForgeError.NotFound, $"{version} is gone again", "somebody removed it: run `pulumi up` again");
        if (order.Channel is not { } channel || image.IsRefused
            || await ServiceChannels.NameAsync(client, $"{order.Definition}:{channel}", cancellationToken) == version)
        {
            return image;
        }

        await client.PostAsync(
            $"/v1/images/{Uri.EscapeDataString(version)}/promote",
            new JsonObject
            {
                ["channel"] = CultureInfo.InvariantCulture.TextInfo.ToTitleCase(channel), ["reason"] = Reason,
            },
            cancellationToken);
        return image with { State = "released" };
    }

    public async Task<BuiltImage?> FindAsync(string reference, string? target, CancellationToken cancellationToken)
    {
        var version = reference;
        if (!reference.Contains('@'))
        {
            if (await ServiceChannels.NameAsync(client, reference, cancellationToken) is not { } current)
            {
                return null;
            }

            version = current;
        }

        var answer = await client.FindAsync($"/v1/images/{Uri.EscapeDataString(version)}", cancellationToken);
        return answer is null || (string?)answer["image"]!["state"] == "Deleted" ? null : Of(answer);
    }

    public async Task<BuiltImage> FindReleasedAsync(
        string image, string channel, string? target, CancellationToken cancellationToken) =>
        await FindAsync($"{image}:{channel}", target, cancellationToken) ?? throw new ForgeException(
            ForgeError.NotFound, $"no version of {image} is released to {channel} at {client.Endpoint}",
            "/v1/channels shows what is");

    public async Task<ImmutableArray<ImagePinWord>> PinsAsync(
        string image, string? target, CancellationToken cancellationToken)
    {
        var pins = ImmutableArray.CreateBuilder<ImagePinWord>();
        var list = await client.GetAsync(
            $"/v1/images?image={Uri.EscapeDataString(image)}&limit=100", cancellationToken);
        foreach (var line in list["images"]!.AsArray())
        {
            var version = (string)line!["id"]!;
            var whole = await client.FindAsync($"/v1/images/{Uri.EscapeDataString(version)}", cancellationToken);
            pins.AddRange((whole?["pins"]?.AsArray() ?? [])
                .Select(pin => (string)pin!["holder"]!)
                .Where(holder => holder.StartsWith(ImagePin.PulumiHolder, StringComparison.Ordinal))
                .Select(holder => new ImagePinWord(version, holder)));
        }

        return pins.ToImmutable();
    }

    public Task PinAsync(ImagePinWord pin, string? target, CancellationToken cancellationToken) => client.PostAsync(
        $"/v1/images/{Uri.EscapeDataString(pin.Version)}/pin", Words(pin), cancellationToken);

    public Task UnpinAsync(ImagePinWord pin, string? target, CancellationToken cancellationToken) => client.PostAsync(
        $"/v1/images/{Uri.EscapeDataString(pin.Version)}/unpin", Words(pin), cancellationToken);

    // The service looks for newer packages by its own bells, and tells of a plan how many there are, not which.
    public Task<int?> PackagesAvailableAsync(
        ImageOrder order, string version, CancellationToken cancellationToken) => Task.FromResult<int?>(null);

    public async Task<string> RemoveAsync(ImagePinWord pin, string? target, CancellationToken cancellationToken) =>
        (string)(await client.PostAsync(
            $"/v1/images/{Uri.EscapeDataString(pin.Version)}/remove", Words(pin), cancellationToken))["summary"]!;

    private static JsonObject Words(ImagePinWord pin) => new() { ["holder"] = pin.Holder, ["reason"] = Reason };

    private static string PathOf(ImageOrder order, string more)
    {
        var query = order.Pockets is { } pockets ? $"?pockets={string.Join(',', pockets).ToLowerInvariant()}" : "";
        return $"/v1/definitions/{Uri.EscapeDataString(order.Definition)}{more}{query}";
    }

    private BuiltImage Of(JsonObject answer)
    {
        var line = answer["image"]!;
        var version = (string)line["id"]!;
        var documents = answer["documents"]!.AsArray().Select(document => (string)document!).ToList();
        return new BuiltImage(
            (string)line["image"]!, version, (string)line["planDigest"]!, (string)answer["definition"]!,
            ((string)line["state"]!).ToLowerInvariant(), (DateTimeOffset)line["builtAt"]!, (string)answer["target"]!,
            Document("sbom.cdx.json"), Document("provenance.dsse.json"),
            [
                .. answer["gates"]!.AsArray().Select(gate => new GateWord(
                    (string)gate!["gate"]!, (bool)gate["passed"]!, (bool?)gate["notRun"] ?? false,
                    (string?)gate["summary"] ?? "")),
            ],
            []);

        string Document(string name) => documents.Contains(name)
            ? new Uri(client.Endpoint, $"/v1/images/{Uri.EscapeDataString(version)}/documents/{name}").ToString()
            : "";
    }
}
