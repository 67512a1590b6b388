using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// One of the JSON Schemas that editors complete from, used here to judge the same files: keys, types, grammars,
/// lengths and limits live there and nowhere else.
/// </summary>
internal sealed class DefinitionSchema
{
    // Everything else is one line, though a pattern's $ would let a trailing line break pass.
    private static readonly HashSet<string> MultiLine =
        new(StringComparer.Ordinal)
        {
            "apply", "check", "mutation", "probe", "description", "why", "run", "effect", "cleanup", "get",
        };

    private readonly Lazy<JsonSchema> _schema;

    private DefinitionSchema(string kind) => _schema = new Lazy<JsonSchema>(() => Load(kind));

    public static DefinitionSchema Image { get; } = new("image");
    public static DefinitionSchema Control { get; } = new("control");
    public static DefinitionSchema Sensor { get; } = new("sensor");
    public static DefinitionSchema Schedule { get; } = new("schedule");
    public static DefinitionSchema Waiver { get; } = new("waiver");
    public static DefinitionSchema Profile { get; } = new("profile");
    public static DefinitionSchema Feed { get; } = new("feed");
    public static DefinitionSchema Scenario { get; } = new("scenario");
    public static DefinitionSchema Noise { get; } = new("noise");
    public static DefinitionSchema Remediation { get; } = new("remediation");
    public static DefinitionSchema Webhook { get; } = new("webhook");

    /// <summary>
    /// Loads those that every image rests on, side by side: for a process that will be asked of them in a moment.
    /// </summary>
    public static void Load() => Parallel.ForEach(
        [Image, Control, Sensor, Profile, Scenario, Noise, Feed], schema => _ = schema._schema.Value);

    /// <summary>Adds every fault the schema finds.</summary>
    public void Check(DefinitionFile file, DefinitionErrors errors)
    {
        foreach (var error in _schema.Value.Validate(file.Root).SelectMany(Flatten))
        {
            new SchemaFault(file, error).AddTo(errors);
        }

        foreach (var value in ((JContainer)file.Root).Descendants().OfType<JValue>())
        {
            if (value is { Type: JTokenType.String, Value: string text } && text.Contains('\n') && !IsMultiLine(value))
            {
                errors.Add(file, value, $"{Name(value)}: expected one line of text", "write it on one line");
            }
        }
    }

    /// <summary>How a place is called in messages: <c>files[0].mode</c>.</summary>
    public static string Name(JToken token) => token.Path.Length == 0 ? "the file" : token.Path;

    private static bool IsMultiLine(JValue value) =>
        value.Parent is JProperty property && MultiLine.Contains(property.Name);

    // Faults inside lists and choices arrive wrapped; only the innermost says what is wrong.
    private static IEnumerable<ValidationError> Flatten(ValidationError error)
    {
        if (error is not ChildSchemaValidationError { Errors: var inner }
            || !inner.Values.Any(errors => errors.Count > 0))
        {
            return [error];
        }

        if (error.Kind is not (ValidationErrorKind.NotOneOf or ValidationErrorKind.NotAnyOf))
        {
            return inner.Values.SelectMany(errors => errors).SelectMany(Flatten);
        }

        // Of several forms, the one of the type that was written is the one that was meant.
        var meant = inner.Values.FirstOrDefault(errors => errors.Count > 0 && !errors.Any(IsOtherType));
        return meant is null ? [error] : meant.SelectMany(Flatten);

        bool IsOtherType(ValidationError form) => form.Token == error.Token
            && form.Kind is ValidationErrorKind.StringExpected or ValidationErrorKind.ArrayExpected
                or ValidationErrorKind.ObjectExpected;
    }

    private static JsonSchema Load(string kind)
    {
        var name = $"{kind}.schema.json";
        using var stream = typeof(DefinitionSchema).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream);
        // The schemas refer to nothing outside themselves, so this task has ended when it is returned.
        return JsonSchema.FromJsonAsync(reader.ReadToEnd()).GetAwaiter().GetResult();
    }
}
