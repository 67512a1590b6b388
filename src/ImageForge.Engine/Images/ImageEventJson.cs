using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Images;

/// <summary>How what was decided of images looks as JSON: canonical, no white space, names in camel case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(ArtifactIdJson)])]
[JsonSerializable(typeof(ImageEvent))]
internal sealed partial class ImageEventJson : JsonSerializerContext
{
    /// <summary>The context to use: reasons stay readable, since nothing of it ends up in a web page.</summary>
    public static ImageEventJson Readable => field ??= new(
        new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
