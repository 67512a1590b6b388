using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ImageForge.Core.Risk;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Risk;

/// <summary>How what reviews found looks as JSON: canonical, no white space, names in camel case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(DigestJson), typeof(ArtifactIdJson), typeof(FleetNameJson)])]
[JsonSerializable(typeof(RiskEvent))]
internal sealed partial class RiskJson : JsonSerializerContext
{
    /// <summary>The context to use: reasons stay readable, since nothing of it ends up in a web page.</summary>
    public static RiskJson Readable => field ??= new(
        new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
