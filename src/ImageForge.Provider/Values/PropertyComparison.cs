
namespace ImageForge.Provider.Values;

/// <summary>
/// What differs between two sets of properties by value: a secret is as its plain value, what is elided is as its hash,
/// and what is not known yet differs from whatever was.
/// </summary>
internal static class PropertyComparison
{
    public static IEnumerable<PropertyChange> Between(PropertyMap old, PropertyMap now) =>
        from key in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
        from change in Between(
            PropertyPath.Field("", key), key, old.GetValueOrDefault(key), now.GetValueOrDefault(key))
        select change;

    private static IEnumerable<PropertyChange> Between(string path, string key, PropertyValue? old, PropertyValue? now)
    {
        switch (old, now)
        {
            case (null, null):
                return [];
            case (null, _):
                return [new PropertyChange(path, key, PropertyChangeKind.Added)];
            case (_, null):
                return [new PropertyChange(path, key, PropertyChangeKind.Removed)];
            case (PropertyValue.Fields before, PropertyValue.Fields after):
                return before.Value.Keys.Union(after.Value.Keys).Order(StringComparer.Ordinal)
                    .SelectMany(name => Between(
                        PropertyPath.Field(path, name), key, before.Value.GetValueOrDefault(name),
                        after.Value.GetValueOrDefault(name)));
            case (PropertyValue.Items before, PropertyValue.Items after):
                return Enumerable.Range(0, Math.Max(before.Value.Length, after.Value.Length))
                    .SelectMany(index => Between(
                        PropertyPath.Item(path, index), key, before.Value.ElementAtOrDefault(index),
                        after.Value.ElementAtOrDefault(index)));
            default:
                return IsSame(old, now) ? [] : [new PropertyChange(path, key, PropertyChangeKind.Updated)];
        }
    }

    private static bool IsSame(PropertyValue old, PropertyValue now) => (old, now) switch
    {
        (PropertyValue.Text before, PropertyValue.Text after) => before.Value == after.Value,
        (PropertyValue.Number before, PropertyValue.Number after) => before.Value.Equals(after.Value),
        (PropertyValue.Flag before, PropertyValue.Flag after) => before.Value == after.Value,
        (PropertyValue.Opaque before, PropertyValue.Opaque after) => before.Signature == after.Signature
            && (before.Hash.Length > 0 ? before.Hash == after.Hash : before.Content.Equals(after.Content)),
        _ => false,
    };
}
