using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageForge.Core.Images.Evidence;

/// <summary>
/// How an artifact came to be: an in-toto statement (v1) with a SLSA provenance predicate (v1). What it is about are
/// all files of the artifact, its manifest included, by SHA-256.
/// </summary>
public static class ProvenanceStatement
{
    public const string PayloadType = "application/vnd.in-toto+json";
    public const string StatementType = "https://in-toto.io/Statement/v1";
    public const string PredicateType = "https://slsa.dev/provenance/v1";

    // A name without an address: whoever meets it elsewhere shall not ask a stranger's server what it means.
    private const string BuildType = "urn:imageforge:build:v1";

    /// <param name="artifact">As its manifest has it.</param>
    /// <param name="subjects">SHA-256 by file name.</param>
    /// <param name="builder">Names the installation that built it, such as the id of its key.</param>
    /// <param name="toolVersion">Version of the program that built it.</param>
    public static byte[] Of(
        ImageArtifact artifact, ImmutableSortedDictionary<string, Digest> subjects, string builder,
        string toolVersion) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["_type"] = StatementType,
        ["subject"] = new JsonArray([.. subjects.Select(subject => Subject(subject.Key, subject.Value))]),
        ["predicateType"] = PredicateType,
        ["predicate"] = new JsonObject
        {
            ["buildDefinition"] = new JsonObject
            {
                ["buildType"] = BuildType,
                ["externalParameters"] = new JsonObject
                {
                    ["image"] = artifact.Id.Image.Value,
                    ["definition"] = artifact.DefinitionDigest.Hex,
                    ["target"] = artifact.Target,
                    ["suite"] = artifact.Base.Suite,
                    ["pockets"] = new JsonArray(
                        [.. artifact.Base.Pockets.Select(pocket => (JsonNode)$"{pocket}".ToLowerInvariant())]),
                },
                ["internalParameters"] = new JsonObject
                {
                    ["plan"] = artifact.Id.PlanDigest.Hex,
                    ["packageIndex"] = artifact.PackageIndexDigest.Hex,
                    ["tools"] = new JsonObject(
                        artifact.Tools.Select(tool => KeyValuePair.Create<string, JsonNode?>(tool.Key, tool.Value))),
                },
                ["resolvedDependencies"] = new JsonArray(
                    [.. artifact.Packages.Select(package => Dependency(package, artifact.Base))]),
            },
            ["runDetails"] = new JsonObject
            {
                ["builder"] = new JsonObject
                {
                    ["id"] = $"urn:imageforge:installation:{builder}",
                    ["version"] = new JsonObject { ["imageforge"] = toolVersion },
                },
                ["metadata"] = new JsonObject
                {
                    ["invocationId"] = $"build/{artifact.Id.PlanDigest.Hex}",
                    ["startedOn"] = EvidenceJson.Time(
                        artifact.BuiltAt.AddSeconds(-artifact.Phases.Sum(phase => phase.Seconds))),
                    ["finishedOn"] = EvidenceJson.Time(artifact.BuiltAt),
                },
            },
        },
    }.ToJsonString());

    private static JsonObject Subject(string name, Digest digest) =>
        new JsonObject { ["name"] = name, ["digest"] = new JsonObject { ["sha256"] = digest.Hex } };

    private static JsonObject Dependency(PackageVersion package, BaseSystem system) => new JsonObject
    {
        ["uri"] = PackageUrl.Of(package, system),
        ["digest"] = new JsonObject { ["sha256"] = package.Sha256.Hex },
    };

    /// <summary>SHA-256 by file name of what a statement is about; null if it is no statement of ours.</summary>
    public static ImmutableSortedDictionary<string, Digest>? SubjectsOf(ReadOnlySpan<byte> payload)
    {
        try
        {
            if (JsonSerializer.Deserialize(payload, EvidenceShapes.Default.StatementShape) is not { } statement
                || statement is not { Type: StatementType, PredicateType: PredicateType, Subjects.IsDefault: false }
                || statement.Subjects.DistinctBy(subject => subject.Name).Count() < statement.Subjects.Length)
            {
                return null;
            }

            return statement.Subjects.All(subject => Digest.IsValid(subject.Digests.GetValueOrDefault("sha256")))
                ? statement.Subjects.ToImmutableSortedDictionary(
                    subject => subject.Name, subject => new Digest(subject.Digests["sha256"]), StringComparer.Ordinal)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
