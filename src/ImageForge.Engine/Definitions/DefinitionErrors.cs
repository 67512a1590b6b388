using System.Collections.Immutable;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Collects every fault of one reading. One place keeps only its first fault: the schema speaks before the checks that
/// rely on it, so a value is not blamed twice.
/// </summary>
internal sealed class DefinitionErrors
{
    // A file of garbage must not print a thousand lines.
    private const int PerFileMax = 50;

    private readonly Dictionary<(string File, int Line, int Column), DefinitionError> _errors = [];
    private readonly Dictionary<string, int> _perFile = new(StringComparer.Ordinal);

    public int CountOf(string file) => _perFile.GetValueOrDefault(file);

    public void Add(DefinitionFile file, JToken? at, string message, string? wayOut = null) =>
        Add(file.Path, file.PositionOf(at), message, wayOut);

    public void Add(string file, Position at, string message, string? wayOut = null)
    {
        if (CountOf(file) < PerFileMax
            && _errors.TryAdd(
                (file, at.Line, at.Column), new DefinitionError(file, at.Line, at.Column, message, wayOut)))
        {
            _perFile[file] = CountOf(file) + 1;
        }
    }

    /// <summary>What a file calls itself is its name: others refer to it by that.</summary>
    /// <param name="name">The file's name without its ending.</param>
    public void RequireFileName(DefinitionFile file, string key, string name)
    {
        if (file.Root.Text(key) is { } written && written != name)
        {
            Add(
                file, file.Root.Value(key), $"{key}: {Quoting.Quote(written)} differs from the file's name",
                $"write \"{key}: {name}\", or rename the file");
        }
    }

    /// <summary>All faults in file order.</summary>
    public ImmutableArray<DefinitionError> ToImmutable() =>
    [
        .. _errors.Values
            .OrderBy(error => error.File, StringComparer.Ordinal)
            .ThenBy(error => error.Line)
            .ThenBy(error => error.Column),
    ];

    /// <param name="file">Only this file's faults count; null for all.</param>
    /// <exception cref="DefinitionException">There is at least one fault.</exception>
    public void ThrowIfAny(string? file = null)
    {
        var errors = ToImmutable().RemoveAll(error => file is not null && error.File != file);
        if (!errors.IsEmpty)
        {
            throw new DefinitionException(errors);
        }
    }
}
