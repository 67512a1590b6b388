using System.Text.Json.Serialization;

namespace ImageForge.Core.Images.Evidence;

/// <summary>How evidence is read back: what lacks a part is no evidence.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SignedEnvelope))]
[JsonSerializable(typeof(StatementShape))]
internal sealed partial class EvidenceShapes : JsonSerializerContext;
