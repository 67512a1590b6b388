namespace ImageForge.Provider.Values;

/// <summary>Where something is in a resource, as Pulumi writes it: <c>overrides.pockets[1]</c>.</summary>
internal static class PropertyPath
{
    /// <summary>The path of a field of what is at <paramref name="path"/>; empty for the resource itself.</summary>
    public static string Field(string path, string name)
    {
        if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
        {
            var quoted = name.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal);
            return $"{path}[\"{quoted}\"]";
        }

        return path.Length == 0 ? name : $"{path}.{name}";
    }

    public static string Item(string path, int index) => $"{path}[{index}]";
}
