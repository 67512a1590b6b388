using ImageForge.Provider.Values;

namespace ImageForge.Provider.Resources;

/// <summary>Properties by name, where their form is known to be right.</summary>
internal static class MapReading
{
    /// <summary>Null where it is not there, not known yet, or something else.</summary>
    public static string? Text(this PropertyMap map, string name) =>
        (map.GetValueOrDefault(name) as PropertyValue.Text)?.Value;

    /// <inheritdoc cref="Text"/>
    public static double? Number(this PropertyMap map, string name) =>
        (map.GetValueOrDefault(name) as PropertyValue.Number)?.Value;

    /// <summary>True if it is there and not known yet.</summary>
    public static bool IsUnknown(this PropertyMap map, string name) =>
        map.GetValueOrDefault(name)?.HasUnknown ?? false;

    /// <summary>The same with more; what is there already and a secret stays one.</summary>
    public static PropertyMap With(this PropertyMap map, params IEnumerable<(string Name, PropertyValue Value)> more)
    {
        var builder = map.ToBuilder();
        foreach (var (name, value) in more)
        {
            builder[name] = value with
            {
                IsSecret = value.IsSecret || (map.GetValueOrDefault(name)?.IsSecret ?? false),
            };
        }

        return builder.ToImmutable();
    }
}
