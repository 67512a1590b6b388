using System.Text.RegularExpressions;
using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>
/// Names become folders, HAProxy commands and QEMU arguments: this is where they are refused if they could be more.
/// </summary>
internal static partial class LocalName
{
    /// <exception cref="TargetException">
    /// Not 1 to 40 lower-case letters, digits and dashes beginning with a letter or digit.
    /// </exception>
    public static string Check(string name) => IsValid(name)
        ? name
        : throw new TargetException($"'{name}' is no name for a fleet or an instance");

    public static bool IsValid(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,39}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
