using System.Text.Json;
using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>Small JSON files of the local target. Written beside and renamed: a reader sees the old one or the new one, whole.</summary>
internal static class StateFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write<T>(string path, T value)
    {
        // One writer holds the folder's lock, so a fixed name for the unfinished file is enough and leaves no litter.
        var unfinished = path + ".new";
        using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, value, Options);
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Null if there is no such file.</summary>
    /// <exception cref="TargetException">The file is there but is not what was written.</exception>
    public static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), Options);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException exception)
        {
            throw new TargetException($"{path} is damaged: {exception.Message}", inner: exception);
        }
    }
}
