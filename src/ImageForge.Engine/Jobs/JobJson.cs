using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ImageForge.Core.Jobs;

namespace ImageForge.Engine.Jobs;

/// <summary>How what happened to jobs looks as JSON: canonical, no white space, names in camel case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(JobEvent))]
internal sealed partial class JobJson : JsonSerializerContext
{
    /// <summary>The context to use: reasons stay readable, since nothing of it ends up in a web page.</summary>
    public static JobJson Readable => field ??= new(
        new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
