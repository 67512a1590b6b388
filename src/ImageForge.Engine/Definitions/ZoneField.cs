using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>An IANA time zone under the key <c>zone</c>.</summary>
internal static class ZoneField
{
    // Files beside the zones: the machine's own, one for machines without any, and copies of all of them, some of which
    // count leap seconds.
    private static readonly string[] NoZones = ["localtime", "posixrules", "Factory"];
    private static readonly string[] Copies = ["posix/", "right/"];

    /// <returns>Null where there is none, or none of that name, which is told.</returns>
    public static TimeZoneInfo? ReadZone(this DefinitionErrors errors, DefinitionFile file, JObject group)
    {
        if (group.Text("zone") is not { } name)
        {
            return null;
        }

        if (IsZoneName(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId)
        {
            return zone;
        }

        var known = TimeZoneInfo.GetSystemTimeZones().Select(found => found.Id).ToList();
        errors.Add(
            file, group.Value("zone"), $"zone: there is no IANA time zone {Quoting.Quote(name)}",
            known.Count > 1
                ? NearestName.Hint(name, known, "time zones")
                : "this machine has no time zones: `apt-get install tzdata`");
        return null;
    }

    // What a name means must not depend on the machine it is read on.
    private static bool IsZoneName(string name) =>
        !NoZones.Contains(name) && !Copies.Any(folder => name.StartsWith(folder, StringComparison.Ordinal));
}
