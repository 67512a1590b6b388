using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace ImageForge.Engine.Definitions;

/// <summary>Puts a fault found by a schema into words: what was expected, what was found, and the way out.</summary>
internal sealed class SchemaFault(DefinitionFile file, ValidationError error)
{
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    private readonly JToken _token = error.Token ?? file.Root;
    private readonly JsonSchema _schema = error.Schema.ActualSchema;

    public void AddTo(DefinitionErrors errors)
    {
        switch (error.Kind)
        {
            case ValidationErrorKind.NoAdditionalPropertiesAllowed:
                AddUnknownKeys(errors);
                return;
            case ValidationErrorKind.ItemsNotUnique:
                AddDuplicates(errors);
                return;
            default:
                var (message, wayOut) = Words();
                errors.Add(file, _token, message, wayOut);
                return;
        }
    }

    private string Subject => DefinitionSchema.Name(_token);

    private string Found => Quoting.Quote(file.PositionOf(_token).Written ?? _token.ToString());

    private (string Message, string? WayOut) Words() => error.Kind switch
    {
        ValidationErrorKind.PropertyRequired =>
            ($"{Subject}: the key \"{error.Property}\" is missing", Describe(error.Property)),
        ValidationErrorKind.StringExpected => ($"{Subject}: expected text, found {Kind}", TextWayOut),
        ValidationErrorKind.IntegerExpected or ValidationErrorKind.NumberExpected =>
            ($"{Subject}: expected a whole number, found {Kind}", _schema.Description),
        ValidationErrorKind.BooleanExpected =>
            ($"{Subject}: expected true or false, found {Kind}", "write true or false, without quotes"),
        ValidationErrorKind.ArrayExpected =>
            ($"{Subject}: expected a list, found {Kind}", "begin each entry with \"- \", or write [a, b]"),
        ValidationErrorKind.ObjectExpected => ($"{Subject}: expected keys with values, found {Kind}", Keys(_schema)),
        ValidationErrorKind.PatternMismatch => ($"{Subject}: {Found} is not {_schema.Title}", _schema.Description),
        ValidationErrorKind.NotInEnumeration => ($"{Subject}: {Found} is not {_schema.Title}", Choices),
        ValidationErrorKind.StringTooLong =>
            ($"{Subject}: the text has {_token.ToString().Length} characters, at most {_schema.MaxLength} are allowed",
             _schema.Description),
        ValidationErrorKind.StringTooShort =>
            ($"{Subject}: the text has {_token.ToString().Length} characters, at least {_schema.MinLength} are needed",
             _schema.Description),
        ValidationErrorKind.NumberTooBig or ValidationErrorKind.IntegerTooBig =>
            ($"{Subject}: {Found} is too large, at most {_schema.Maximum} is allowed", _schema.Description),
        ValidationErrorKind.NumberTooSmall =>
            ($"{Subject}: {Found} is too small, at least {_schema.Minimum} is allowed", _schema.Description),
        ValidationErrorKind.TooManyItems =>
            ($"{Subject}: the list has {_token.Count()} entries, at most {_schema.MaxItems} are allowed",
             _schema.Description),
        ValidationErrorKind.TooFewItems =>
            ($"{Subject}: the list has {_token.Count()} entries, at least {_schema.MinItems} is needed",
             _schema.Description),
        ValidationErrorKind.NotOneOf or ValidationErrorKind.NotAnyOf =>
            ($"{Subject}: expected {_schema.Title}, found {Kind}", _schema.Description),
        _ => ($"{Subject}: {Found} is not valid here ({error.Kind})", _schema.Description),
    };

    private string Kind => _token.Type switch
    {
        JTokenType.Null => "nothing",
        JTokenType.Object => "keys with values",
        JTokenType.Array => "a list",
        JTokenType.Integer or JTokenType.Float => $"the number {Found}",
        JTokenType.Boolean => $"the truth value {Found}",
        _ => $"the text {Found}",
    };

    // Not into the next refusal: a bare 3 where 3d is meant is no better in quotes.
    private string? TextWayOut => _token is JValue { Type: not JTokenType.Null }
        && file.PositionOf(_token).Written is { } written
        && (_schema.Pattern is not { } pattern || Regex.IsMatch(written, pattern, RegexOptions.None, MatchLimit))
        ? $"put it in quotes: \"{written}\""
        : _schema.Description;

    private string Choices
    {
        get
        {
            var choices = _schema.Enumeration.OfType<string>().ToList();
            return NearestName.Hint(_token.ToString(), choices, "allowed");
        }
    }

    private string? Describe(string? property) =>
        property is not null && _schema.Properties.TryGetValue(property, out var missing)
            ? $"{property}: {missing.ActualSchema.Description ?? missing.Description}"
            : null;

    private static string Keys(JsonSchema schema) =>
        schema.Properties.Count == 0 ? "write key: value" : $"keys here: {string.Join(", ", schema.Properties.Keys)}";

    // Reported once for the whole group by some versions and once a key by others: look for ourselves.
    private void AddUnknownKeys(DefinitionErrors errors)
    {
        var group = _token as JObject ?? _token.Parent as JObject ?? (JObject)file.Root;
        foreach (var property in group.Properties().Where(property => !_schema.Properties.ContainsKey(property.Name)))
        {
            var message = $"unknown key {Quoting.Quote(property.Name)}";
            errors.Add(
                file, property, message, NearestName.Hint(property.Name, [.. _schema.Properties.Keys], "keys here"));
        }
    }

    private void AddDuplicates(DefinitionErrors errors)
    {
        var seen = new Dictionary<JToken, JToken>(JToken.EqualityComparer);
        foreach (var item in _token)
        {
            if (!seen.TryAdd(item, item))
            {
                var first = file.PositionOf(seen[item]).Line;
                var shown = item is JValue ? Quoting.Quote(item.ToString()) : "this entry";
                errors.Add(
                    file, item, $"{Subject}: {shown} is listed twice, first in line {first}", "delete one of them");
            }
        }
    }
}
