using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ImageForge.Engine.Builds;

/// <summary>Small files that are there whole or not at all: written beside and renamed.</summary>
internal static class StoredJson
{
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type) =>
        WriteText(path, JsonSerializer.Serialize(value, type));

    /// <exception cref="ForgeException">The disk is full.</exception>
    public static void WriteText(string path, string text)
    {
        var beside = $"{path}.{Environment.ProcessId}";
        try
        {
            using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
            {
                file.Write(System.Text.Encoding.UTF8.GetBytes(text));

                // Before the rename: a file that has its name has its content, also after a power cut.
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch (IOException exception)
        {
            File.Delete(beside);
            throw DiskFull.Is(exception) ? DiskFull.While($"{path} was written", exception) : exception;
        }
    }

    /// <summary>Reads something that can be made again: null if it is missing or damaged.</summary>
    public static T? TryRead<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, type);
        }
        catch (Exception exception) when (
            exception is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
