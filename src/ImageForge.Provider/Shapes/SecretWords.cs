using System.Collections.Immutable;
using ImageForge.Provider.Values;

namespace ImageForge.Provider.Shapes;

/// <summary>Keeps secrets out of what is said of them: whoever judges a name quotes it.</summary>
internal static class SecretWords
{
    private const string Hidden = "it is not right; what is wrong with it would give the secret away";

    /// <summary>The same failures; those whose reason repeats a secret of their own property say less.</summary>
    public static IEnumerable<InputFailure> Hide(
        ImmutableSortedDictionary<string, PropertyValue> inputs, IEnumerable<InputFailure> failures) =>
        failures.Select(failure =>
            inputs.GetValueOrDefault(failure.Path.Split('.', '[')[0]) is { HasSecret: true } value
            && TextsIn(value, isSecret: false).Any(text => failure.Reason.Contains(text, StringComparison.Ordinal))
                ? failure with { Reason = Hidden }
                : failure);

    private static IEnumerable<string> TextsIn(PropertyValue value, bool isSecret) => value switch
    {
        PropertyValue.Text { Value.Length: > 0 } text when isSecret || value.IsSecret => [text.Value],
        PropertyValue.Items items => items.Value.SelectMany(item => TextsIn(item, isSecret || value.IsSecret)),
        PropertyValue.Fields fields => fields.Value.Values.SelectMany(
            field => TextsIn(field, isSecret || value.IsSecret)),
        _ => [],
    };
}
