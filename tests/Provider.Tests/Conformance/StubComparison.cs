using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>
/// Our descriptors beside what Pulumi's published stubs say: ours may have less, and nothing that is otherwise there.
/// </summary>
/// <param name="described">What bridge.cjs answers to describe.</param>
internal sealed class StubComparison(JsonObject described)
{
    /// <summary>A sentence for each thing of a file that the stubs do not have, or have differently.</summary>
    public IEnumerable<string> DifferencesOf(FileDescriptor file) =>
    [
        .. file.Services.SelectMany(Of), .. file.MessageTypes.SelectMany(Of), .. file.EnumTypes.SelectMany(Of),
    ];

    private IEnumerable<string> Of(ServiceDescriptor service)
    {
        if (described["services"]![service.FullName] is not JsonArray calls)
        {
            return [$"there is no service {service.FullName}"];
        }

        var names = calls.Select(call => (string?)call).ToHashSet();
        return service.Methods.Where(method => !names.Contains(method.Name))
            .Select(method => $"there is no call {service.FullName}/{method.Name}");
    }

    private IEnumerable<string> Of(MessageDescriptor message)
    {
        // What protobuf makes of a map is no message of anybody's.
        if (message.GetOptions()?.MapEntry ?? false)
        {
            return [];
        }

        return described["messages"]![message.FullName] is JsonArray fields
            ?
            [
                .. message.Fields.InDeclarationOrder().SelectMany(field => Of(message, field, fields)),
                .. message.NestedTypes.SelectMany(Of), .. message.EnumTypes.SelectMany(Of),
            ]
            : [$"there is no message {message.FullName}"];
    }

    private static IEnumerable<string> Of(MessageDescriptor message, FieldDescriptor field, JsonArray fields)
    {
        var place = $"{message.FullName}.{field.Name}";
        if (fields.FirstOrDefault(known => (string?)known!["name"] == field.Name) is not JsonObject theirs)
        {
            yield return $"there is no field {place}";
            yield break;
        }

        foreach (var (what, our, their) in new[]
        {
            ("number", $"{field.FieldNumber}", $"{theirs["number"]}"),
            ("label", LabelOf(field), $"{theirs["label"]}"),
            ("kind", KindOf(field), KindOf(theirs)),
            ("message", MessageOf(field), $"{theirs["message"]}"),
            ("presence", $"{HasPresence(field)}", $"{(bool)theirs["optional"]!}"),
        })
        {
            if (our != their)
            {
                yield return $"{place} has the {what} {our}, and should have {their}";
            }
        }
    }

    private IEnumerable<string> Of(EnumDescriptor choices)
    {
        if (described["enums"]![choices.FullName] is not JsonObject values)
        {
            return [$"there is no enum {choices.FullName}"];
        }

        return choices.Values.Where(value => (int?)values[value.Name] != value.Number)
            .Select(value =>
                $"{choices.FullName}.{value.Name} has the number {value.Number}, and should have "
                    + (values[value.Name]?.ToJsonString() ?? "none"));
    }

    private static string LabelOf(FieldDescriptor field) =>
        field.IsMap ? "map" : field.IsRepeated ? "repeated" : "optional";

    private static bool HasPresence(FieldDescriptor field) =>
        field is { IsMap: false, IsRepeated: false, HasPresence: true };

    private static string KindOf(FieldDescriptor field)
    {
        if (field.IsMap)
        {
            var entry = field.MessageType;
            return $"map of {WordFor(entry.FindFieldByNumber(1))} to {WordFor(entry.FindFieldByNumber(2))}";
        }

        return WordFor(field);
    }

    private static string KindOf(JsonObject field)
    {
        var word = Word($"{field["kind"]}");
        return word == "Map" ? $"map of {Word($"{field["keyKind"]}")} to {Word($"{field["valueKind"]}")}" : word;
    }

    // The stubs name the call that writes it, and a list's by a call of its own.
    private static string Word(string kind) => kind
        .Replace("writeRepeated", "", StringComparison.Ordinal).Replace("writePacked", "", StringComparison.Ordinal)
        .Replace("write", "", StringComparison.Ordinal);

    private static string WordFor(FieldDescriptor field) => $"{field.FieldType}";

    private static string MessageOf(FieldDescriptor field)
    {
        var value = field.IsMap ? field.MessageType.FindFieldByNumber(2) : field;
        return value.FieldType == FieldType.Message ? value.MessageType.FullName : "";
    }
}
