using ImageForge.Core;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>A cron and its zone, under the keys <c>cron</c> and <c>zone</c>.</summary>
internal static class BellField
{
    /// <returns>Null where one of them is missing or wrong, which is told.</returns>
    public static Bell? ReadBell(this DefinitionErrors errors, DefinitionFile file, JObject group)
    {
        var zone = errors.ReadZone(file, group);
        if (group.Text("cron") is not { } text)
        {
            return null;
        }

        if (CronReader.TryRead(text, out var cron, out var fault))
        {
            return zone is null ? null : new Bell(cron, zone);
        }

        errors.Add(
            file, group.Value("cron"), $"cron: {Quoting.Quote(text)}: {fault}",
            "write minute, hour, day, month and weekday, such as 0 22 * * MON-THU");
        return null;
    }
}
