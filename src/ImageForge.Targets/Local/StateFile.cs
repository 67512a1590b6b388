using System.Text.Json;
using System.Text.Json.Serialization;
using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>
/// Small JSON files of the local target. Written beside and renamed: a reader sees the old one or the new one, whole.
/// </summary>
internal static class StateFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    public static void Write<T>(string path, T value)
    {
        // A name of its own: an observer may take over a process, and record so, while another one does.
        var unfinished = $"{path}.{Guid.NewGuid():N}";
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
