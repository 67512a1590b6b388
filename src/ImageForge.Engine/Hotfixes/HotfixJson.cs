using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ImageForge.Core.Risk;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Hotfixes;

/// <summary>How what happened to hotfixes looks as JSON: canonical, no white space, names in camel case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(DigestJson), typeof(ArtifactIdJson), typeof(FleetNameJson)])]
[JsonSerializable(typeof(HotfixEvent))]
internal sealed partial class HotfixJson : JsonSerializerContext
{
    /// <summary>The context to use: reasons stay readable, since nothing of it ends up in a web page.</summary>
    public static HotfixJson Readable => field ??= new(
        new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
