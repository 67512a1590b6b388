using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ImageForge.Engine.Definitions;
using ImageForge.Provider.Values;

namespace ImageForge.Provider.Shapes;

/// <summary>
/// Checks what a program gives against the forms of the properties, and adds defaults: no host of programs does that.
/// What is not known yet passes; a number written as text, as configuration has it, is read as the number.
/// </summary>
internal sealed class InputCheck
{
    private readonly ImmutableArray<InputFailure>.Builder _failures = ImmutableArray.CreateBuilder<InputFailure>();

    private InputCheck() { }

    /// <returns>The inputs, with defaults and read as what they are; and what is wrong with them.</returns>
    public static (PropertyMap Inputs, ImmutableArray<InputFailure> Failures) Of(
        ImmutableArray<PropertyShape> shapes, PropertyMap given)
    {
        var check = new InputCheck();
        var inputs = given.ToBuilder();
        foreach (var name in given.Keys.Where(name => shapes.All(shape => shape.Name != name)))
        {
            // What begins so is a note of some host of programs to itself.
            if (name.StartsWith("__", StringComparison.Ordinal))
            {
                inputs.Remove(name);
                continue;
            }

            check.Fail(
                PropertyPath.Field("", name), "there is no such property; "
                    + NearestName.Hint(name, [.. shapes.Select(shape => shape.Name)], "properties here"));
        }

        foreach (var shape in shapes)
        {
            check.Add(shape, inputs);
        }

        return (inputs.ToImmutable(), check._failures.ToImmutable());
    }

    private void Add(PropertyShape shape, PropertyMap.Builder inputs)
    {
        var path = PropertyPath.Field("", shape.Name);
        if (inputs.TryGetValue(shape.Name, out var value))
        {
            inputs[shape.Name] = Read(path, shape.Form, value, value.IsSecret || shape.IsSecret);
        }
        else if (shape.Default is { } known)
        {
            inputs[shape.Name] = JsonValues.Read(known);
        }
        else if (shape.IsRequired)
        {
            Fail(path, $"it is missing: {shape.Form["description"]}");
        }
    }

    private PropertyValue Read(string path, JsonObject form, PropertyValue value, bool isSecret)
    {
        isSecret |= value.IsSecret;
        if (value is PropertyValue.Unknown)
        {
            return value;
        }

        return $"{form["type"]}" switch
        {
            "string" => Text(path, form, value, isSecret),
            "integer" => Whole(path, form, value, isSecret),
            "boolean" => Flag(path, value, isSecret),
            "array" => List(path, form, value, isSecret),
            "object" => Record(path, form, value, isSecret),
            var other => throw new InvalidOperationException($"no form of type {other} is an input"),
        };
    }

    private PropertyValue Text(string path, JsonObject form, PropertyValue value, bool isSecret)
    {
        var text = value switch
        {
            PropertyValue.Text given => given.Value,
            PropertyValue.Number number => number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
            PropertyValue.Flag flag => flag.Value ? "true" : "false",
            _ => null,
        };
        if (text is null)
        {
            return Refuse(path, value, "a text", isSecret);
        }

        if (TextRule.Fault(form, text) is { } fault)
        {
            Fail(path, isSecret ? fault : $"{Quoting.Quote(text)}: {fault}");
        }

        return PropertyValue.Of(text) with { IsSecret = value.IsSecret };
    }

    private PropertyValue Whole(string path, JsonObject form, PropertyValue value, bool isSecret)
    {
        var number = value switch
        {
            PropertyValue.Number given => given.Value,
            PropertyValue.Text text when double.TryParse(
                text.Value, System.Globalization.NumberStyles.AllowLeadingSign,
                System.Globalization.CultureInfo.InvariantCulture, out var read) => read,
            _ => double.NaN,
        };
        if (!double.IsInteger(number))
        {
            return Refuse(path, value, "a whole number", isSecret);
        }

        if (number < (double?)form["minimum"] || number > (double?)form["maximum"])
        {
            Fail(path, $"expected {form["minimum"]} to {form["maximum"]}");
        }

        return PropertyValue.Of(number) with { IsSecret = value.IsSecret };
    }

    private PropertyValue Flag(string path, PropertyValue value, bool isSecret) => value switch
    {
        PropertyValue.Flag => value,
        PropertyValue.Text { Value: "true" or "false" } text =>
            PropertyValue.Of(text.Value == "true") with { IsSecret = value.IsSecret },
        _ => Refuse(path, value, "true or false", isSecret),
    };

    private PropertyValue List(string path, JsonObject form, PropertyValue value, bool isSecret)
    {
        if (value is not PropertyValue.Items list)
        {
            return Refuse(path, value, "a list", isSecret);
        }

        if (list.Value.Length < (int?)form["minItems"] || list.Value.Length > (int?)form["maxItems"])
        {
            Fail(path, $"expected {form["minItems"] ?? 0} to {form["maxItems"]} entries, not {list.Value.Length}");
        }

        if ((bool?)form["uniqueItems"] ?? false)
        {
            var known = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (index, item) in list.Value.Index())
            {
                if (item is PropertyValue.Text text && !known.Add(text.Value))
                {
                    Fail(PropertyPath.Item(path, index), "it is in the list twice");
                }
            }
        }

        var items = form["items"]!.AsObject();
        return new PropertyValue.Items(
            [.. list.Value.Select((item, index) => Read(PropertyPath.Item(path, index), items, item, isSecret))])
        {
            IsSecret = value.IsSecret,
        };
    }

    private PropertyValue Record(string path, JsonObject form, PropertyValue value, bool isSecret)
    {
        if (value is not PropertyValue.Fields record)
        {
            return Refuse(path, value, "a map", isSecret);
        }

        var known = form["properties"]!.AsObject();
        var fields = record.Value.ToBuilder();
        foreach (var (name, field) in record.Value)
        {
            var at = PropertyPath.Field(path, name);
            if (known[name] is JsonObject inner)
            {
                fields[name] = Read(at, inner, field, isSecret);
            }
            else
            {
                Fail(at, "there is no such property; " + NearestName.Hint(
                    name, [.. known.Select(property => property.Key)], "properties here"));
            }
        }

        return new PropertyValue.Fields(fields.ToImmutable()) { IsSecret = value.IsSecret };
    }

    private PropertyValue Refuse(string path, PropertyValue value, string expected, bool isSecret)
    {
        Fail(path, isSecret ? $"expected {expected}" : $"expected {expected}, not {WordFor(value)}");
        return value;
    }

    private static string WordFor(PropertyValue value) => value switch
    {
        PropertyValue.Text text => Quoting.Quote(text.Value),
        PropertyValue.Number number => number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        PropertyValue.Flag flag => flag.Value ? "true" : "false",
        PropertyValue.Items => "a list",
        PropertyValue.Fields => "a map",
        _ => "an asset or a reference",
    };

    private void Fail(string path, string reason) => _failures.Add(new InputFailure(path, reason));
}
