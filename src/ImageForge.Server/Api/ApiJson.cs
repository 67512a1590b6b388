using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ImageForge.Server.Api;

/// <summary>Generated readers and writers of what the interface takes and answers, for a quick start; names in camel
/// case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReadyAnswer))]
[JsonSerializable(typeof(FleetListAnswer))]
[JsonSerializable(typeof(FleetAnswer))]
[JsonSerializable(typeof(InstanceListAnswer))]
[JsonSerializable(typeof(InstanceStoryAnswer))]
[JsonSerializable(typeof(ScheduleListAnswer))]
[JsonSerializable(typeof(RotationListAnswer))]
[JsonSerializable(typeof(RotationSummaryLine))]
[JsonSerializable(typeof(RotationAnswer))]
[JsonSerializable(typeof(PlanAnswer))]
[JsonSerializable(typeof(ImageListAnswer))]
[JsonSerializable(typeof(ImageAnswer))]
[JsonSerializable(typeof(PackageListAnswer))]
[JsonSerializable(typeof(ImmutableArray<GateLine>))]
[JsonSerializable(typeof(GateListAnswer))]
[JsonSerializable(typeof(ChannelListAnswer))]
[JsonSerializable(typeof(ArtifactListAnswer))]
[JsonSerializable(typeof(ImageDecisionAnswer))]
[JsonSerializable(typeof(RiskListAnswer))]
[JsonSerializable(typeof(RiskAnswer))]
[JsonSerializable(typeof(WaiverListAnswer))]
[JsonSerializable(typeof(ChainListAnswer))]
[JsonSerializable(typeof(EntryListAnswer))]
[JsonSerializable(typeof(EntryLine))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(StartRequest))]
[JsonSerializable(typeof(PlanRequest))]
[JsonSerializable(typeof(ReasonRequest))]
[JsonSerializable(typeof(PromoteRequest))]
[JsonSerializable(typeof(RevokeRequest))]
[JsonSerializable(typeof(PinRequest))]
[JsonSerializable(typeof(UnpinRequest))]
public sealed partial class ApiJson : JsonSerializerContext;
