using System.Text.Json.Serialization;
using ImageForge.Core.Fleets;

namespace ImageForge.Engine.Journal;

/// <summary>How a fleet snapshot looks as JSON: names in camel case, ids as plain strings.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    Converters = [typeof(InstanceIdJson), typeof(ArtifactIdJson), typeof(FleetNameJson)])]
[JsonSerializable(typeof(FleetSnapshot))]
internal sealed partial class FleetSnapshotJson : JsonSerializerContext;
