using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Provider.Shapes;

namespace ImageForge.Provider.Backends;

/// <summary>
/// Waivers as the files that they are, one key a line in the order of the schema: what a program says is reviewed where
/// it is committed, and read by everybody who reads waivers.
/// </summary>
/// <param name="definitions">The folder that holds images/.</param>
internal sealed class WaiverFiles(string definitions)
{
    private const string Head = "# Written by a Pulumi program; commit it with the program.";

    private static readonly ImmutableArray<string> Keys = [.. Form.OfFile("waiver").Select(key => key.Name)];

    private readonly DefinitionReader _reader = new(definitions);

    public static string FileOf(string id) => $"images/waivers/{id}.yaml";

    /// <summary>What would be wrong with it, by property.</summary>
    public ImmutableArray<InputFailure> Judge(IReadOnlyDictionary<string, string> waiver)
    {
        var id = waiver.GetValueOrDefault("id", "");
        var keys = Keys.Where(waiver.ContainsKey).ToList();
        return
        [
            .. _reader.JudgeWaiver(id, Text(waiver)).Select(error => new InputFailure(
                // The first line is the head.
                keys.ElementAtOrDefault(error.Line - 2) ?? "id",
                error.WayOut is null ? error.Message : $"{error.Message} ({error.WayOut})")),
        ];
    }

    /// <summary>A waiver's keys; null: there is no such file.</summary>
    /// <exception cref="DefinitionException">It is wrong.</exception>
    public ImmutableSortedDictionary<string, string>? Find(string id)
    {
        return IsId(id) && File.Exists(PathOf(id))
            ? _reader.ReadWaiverKeys(id).ToImmutableSortedDictionary(StringComparer.Ordinal)
            : null;
    }

    /// <summary>Writes one, or writes it anew.</summary>
    /// <param name="waiver">Its keys.</param>
    /// <param name="isNew">True if a file of that id with other words is somebody else's.</param>
    /// <exception cref="ForgeException">It is somebody else's (InUse), or cannot be written (Environment).</exception>
    public void Write(IReadOnlyDictionary<string, string> waiver, bool isNew)
    {
        var path = PathOf(waiver["id"]);
        var text = Text(waiver);
        if (isNew && File.Exists(path) && File.ReadAllText(path) != text)
        {
            throw new ForgeException(
                ForgeError.InUse, $"{FileOf(waiver["id"])} is there already, and says something else",
                $"take it over: `pulumi import {Catalog.Waiver.Token} <name> {waiver["id"]}`; or give this one another "
                    + "id");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var fresh = $"{path}.{Environment.ProcessId}";
            File.WriteAllText(fresh, text);
            File.Move(fresh, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(
                ForgeError.Environment, $"{path} cannot be written: {exception.Message}",
                "a waiver is a file among the definitions: let this user write there", exception);
        }
    }

    /// <summary>Removes one; does nothing if it is gone.</summary>
    public void Remove(string id)
    {
        if (!IsId(id))
        {
            return;
        }

        try
        {
            File.Delete(PathOf(id));
        }
        catch (DirectoryNotFoundException)
        {
            // Gone with its folder.
        }
    }

    /// <summary>Whether a waiver still holds.</summary>
    public static bool Holds(string expires, DateTimeOffset now) =>
        DateOnly.TryParseExact(expires, "yyyy-MM-dd", out var day) && DateOnly.FromDateTime(now.UtcDateTime) <= day;

    // An import takes any text for an id, and one with a path in it names a file that is no waiver.
    private static bool IsId(string id) => TextRule.Fault(Form.OfKey("waiver", "id"), id) is null;

    private string PathOf(string id) => Path.Combine(definitions, FileOf(id));

    private static string Text(IReadOnlyDictionary<string, string> waiver)
    {
        var text = new StringBuilder(Head).Append('\n');
        foreach (var key in Keys.Where(waiver.ContainsKey))
        {
            // A text of JSON is one of YAML too.
            text.Append(key).Append(": ").Append(JsonSerializer.Serialize(waiver[key], Plain)).Append('\n');
        }

        return text.ToString();
    }

    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
