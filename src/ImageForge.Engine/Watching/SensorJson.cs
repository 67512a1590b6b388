using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ImageForge.Core.Fleets.Watching;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Watching;

/// <summary>How what the journal keeps of sensors looks as JSON: canonical, no white space.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(InstanceIdJson)])]
[JsonSerializable(typeof(SensorEvent))]
internal sealed partial class SensorJson : JsonSerializerContext
{
    /// <summary>The context to use: details stay readable, since nothing of it ends up in a web page.</summary>
    public static SensorJson Readable => field ??= new(
        new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
