using System.Text.Json.Nodes;

namespace ImageForge.Core.Images.Evidence;

/// <summary>
/// What an image is made of, as a CycloneDX 1.6 document in JSON. The same artifact gives the same text.
/// </summary>
public static class SoftwareBill
{
    private const string Prefix = "imageforge:";

    public static string Of(ImageArtifact artifact, string toolVersion) => new JsonObject
    {
        ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
        ["bomFormat"] = "CycloneDX",
        ["specVersion"] = "1.6",
        ["serialNumber"] = $"urn:uuid:{Uuid(artifact.Id.PlanDigest)}",
        ["version"] = 1,
        ["metadata"] = new JsonObject
        {
            ["timestamp"] = EvidenceJson.Time(artifact.BuiltAt),
            ["tools"] = new JsonObject
            {
                ["components"] = new JsonArray(
                    new JsonObject { ["type"] = "application", ["name"] = "imageforge", ["version"] = toolVersion }),
            },
            ["component"] = Image(artifact),
        },
        ["components"] = new JsonArray(
        [
            .. artifact.Packages.Select(package => Package(package, artifact.Base)),
            .. artifact.Steps.SelectMany(step => step.Files, Made),
        ]),
        ["dependencies"] = new JsonArray(new JsonObject
        {
            ["ref"] = $"{artifact.Id}",
            ["dependsOn"] = new JsonArray(
            [
                .. artifact.Packages.Select(package => (JsonNode)PackageUrl.Of(package, artifact.Base)),
                .. artifact.Steps.SelectMany(step => step.Files, (step, file) => (JsonNode)Reference(step, file)),
            ]),
        }),
    }.ToJsonString(EvidenceJson.Readable);

    private static JsonObject Image(ImageArtifact artifact) => new()
    {
        ["type"] = "operating-system",
        ["bom-ref"] = $"{artifact.Id}",
        ["name"] = artifact.Id.Image.Value,
        ["version"] = artifact.Id.PlanDigest.Hex,
        ["hashes"] = new JsonArray([.. artifact.Files.Where(file => file.Name == "disk.qcow2").Select(Hash)]),
        ["properties"] = new JsonArray(
        [
            Property("target", artifact.Target),
            Property("base", $"{artifact.Base.Distribution} {artifact.Base.Suite} {artifact.Base.Architecture}"),
            Property("definition", artifact.DefinitionDigest.Hex),
            Property("package-index", artifact.PackageIndexDigest.Hex),
            Property("hardening-profile", artifact.HardeningProfile),
            .. artifact.Sensors.Select(sensor => Property("sensor", sensor)),
            .. artifact.Layers.Select(layer => Property($"layer:{layer.Name}", layer.Content.Hex)),
        ]),
    };

    private static JsonObject Package(PackageVersion package, BaseSystem system) => new JsonObject
    {
        ["type"] = "library",
        ["bom-ref"] = PackageUrl.Of(package, system),
        ["name"] = package.Name,
        ["version"] = package.Version,
        ["hashes"] = new JsonArray(Hash(package.Sha256)),
        ["purl"] = PackageUrl.Of(package, system),
        ["properties"] = new JsonArray(
        [
            Property("source-package", package.Source),
            .. package.Origin is { } origin ? (JsonNode[])[Property("origin", origin)] : [],
        ]),
    };

    // As the step left it: what a later step makes of the same path is listed with that step.
    private static JsonNode Made(ArtifactStep step, StepFile file) => new JsonObject
    {
        ["type"] = "file",
        ["bom-ref"] = Reference(step, file),
        ["name"] = file.Path,
        ["hashes"] = new JsonArray(Hash(file.Sha256)),
        ["properties"] = new JsonArray(
            Property("step", step.Name), Property("step-network", step.HasNetwork ? "true" : "false")),
    };

    private static string Reference(ArtifactStep step, StepFile file) => $"file:{step.Layer}:{file.Path}";

    private static JsonObject Hash(ArtifactFile file) => Hash(file.Sha256);

    private static JsonObject Hash(Digest digest) =>
        new JsonObject { ["alg"] = "SHA-256", ["content"] = digest.Hex };

    private static JsonObject Property(string name, string value) =>
        new JsonObject { ["name"] = Prefix + name, ["value"] = value };

    // RFC 9562 version 8: made of a digest, so that the same image always has the same serial number.
    private static string Uuid(Digest digest)
    {
        var hex = digest.Hex;
        return $"{hex[..8]}-{hex[8..12]}-8{hex[13..16]}-8{hex[17..20]}-{hex[20..32]}";
    }
}
