using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ImageForge.Cli.Output.Risks;

namespace ImageForge.Cli.Output;

/// <summary>
/// The shapes that <c>--output json</c> promises. Names are camelCase; a property is added, never renamed or removed.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(FailureAnswer))]
[JsonSerializable(typeof(DoctorAnswer))]
[JsonSerializable(typeof(JournalAnswer))]
[JsonSerializable(typeof(JournalProofAnswer))]
[JsonSerializable(typeof(ValidateAnswer))]
[JsonSerializable(typeof(BuildAnswer))]
[JsonSerializable(typeof(BuildPlanAnswer))]
[JsonSerializable(typeof(ImageListAnswer))]
[JsonSerializable(typeof(ArtifactAnswer))]
[JsonSerializable(typeof(ImageDecisionAnswer))]
[JsonSerializable(typeof(DiffAnswer))]
[JsonSerializable(typeof(VerifyAnswer))]
[JsonSerializable(typeof(RebuildAnswer))]
[JsonSerializable(typeof(KeyListAnswer))]
[JsonSerializable(typeof(CredentialListAnswer))]
[JsonSerializable(typeof(FeedListAnswer))]
[JsonSerializable(typeof(TokenCreatedAnswer))]
[JsonSerializable(typeof(TokenListAnswer))]
[JsonSerializable(typeof(ExplainAnswer))]
[JsonSerializable(typeof(HotfixAnswer))]
[JsonSerializable(typeof(HotfixListAnswer))]
[JsonSerializable(typeof(RiskListAnswer))]
[JsonSerializable(typeof(RiskShowAnswer))]
[JsonSerializable(typeof(RiskReviewAnswer))]
[JsonSerializable(typeof(FleetListAnswer))]
[JsonSerializable(typeof(FleetAnswer))]
[JsonSerializable(typeof(FleetRemovalAnswer))]
[JsonSerializable(typeof(InstanceReleaseAnswer))]
[JsonSerializable(typeof(EvidenceListAnswer))]
[JsonSerializable(typeof(DetectionAnswer))]
[JsonSerializable(typeof(DetectionListAnswer))]
[JsonSerializable(typeof(RotationAnswer))]
[JsonSerializable(typeof(PlanAnswer))]
[JsonSerializable(typeof(ProtectionAnswer))]
[JsonSerializable(typeof(RotationListAnswer))]
[JsonSerializable(typeof(RotationStateAnswer))]
[JsonSerializable(typeof(WhyAnswer))]
[JsonSerializable(typeof(CollectAnswer))]
[JsonSerializable(typeof(QuickstartAnswer))]
[JsonSerializable(typeof(ServeAnswer))]
[JsonSerializable(typeof(SimulateAnswer))]
[JsonSerializable(typeof(CloudReportAnswer))]
[JsonSerializable(typeof(PluginAnswer))]
internal sealed partial class AnswerJson : JsonSerializerContext
{
    /// <summary>
    /// The context to use: apostrophes and plus signs stay as they are, since nothing here ends up in a web page.
    /// </summary>
    public static AnswerJson Readable => field ??= new(
        new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
