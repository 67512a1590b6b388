using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>A duration under a key, with a limit.</summary>
internal static class DurationField
{
    /// <param name="missing">What counts where nothing, or nothing readable, is written.</param>
    public static TimeSpan ReadDuration(
        this DefinitionErrors errors, DefinitionFile file, JToken group, string key, TimeSpan missing, TimeSpan max)
    {
        if (group.Text(key) is not { } text || DurationText.Parse(text) is not { } duration)
        {
            return missing;
        }

        if (duration > max)
        {
            var message = $"{key}: {Quoting.Quote(text)} is too long, at most {(int)max.TotalDays}d is allowed";
            errors.Add(file, group.Value(key), message, "write a number and s, m, h or d");
        }

        return duration;
    }
}
