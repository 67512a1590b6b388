using System.Text.RegularExpressions;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Sensors;

/// <summary>
/// What sensors enrol with: one line of text each, in <c>credentials/&lt;name&gt;</c> (0600) of the state directory. An
/// image names them; an instance is handed the values at its start.
/// </summary>
public sealed partial class SensorCredentials(StateDirectory state)
{
    /// <summary>Bytes of one value: it is handed over as a string of the machine's SMBIOS tables.</summary>
    public const int ValueBytesMax = 4096;

    /// <summary>Every credential at hand, by name.</summary>
    public IReadOnlyList<SensorCredential> List() => Directory.Exists(state.Credentials)
        ?
        [
            .. new DirectoryInfo(state.Credentials).EnumerateFiles()
                .Where(file => Name().IsMatch(file.Name))
                .Select(file => new SensorCredential(file.Name, new DateTimeOffset(file.LastWriteTimeUtc)))
                .OrderBy(credential => credential.Name, StringComparer.Ordinal),
        ]
        : [];

    /// <summary>Takes a value in, for instances that are started from now on. What runs keeps what it has.</summary>
    /// <param name="name">As a sensor's <c>enrolment</c> names it.</param>
    /// <param name="value">One line; a line break at its end is left out.</param>
    /// <exception cref="ForgeException">
    /// Name or value is none (Usage), or it cannot be written (Environment).
    /// </exception>
    public void Set(string name, string value)
    {
        Require(name);
        var line = value.EndsWith("\r\n", StringComparison.Ordinal) ? value[..^2]
            : value.EndsWith('\n') ? value[..^1]
            : value;
        if (line.Length is 0 or > ValueBytesMax || line.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new ForgeException(
                ForgeError.Usage, $"the value of {name} is not one line of 1 to {ValueBytesMax} printable characters",
                "encode what is longer or binary, and let the sensor's unit decode it: base64 -w 0");
        }

        try
        {
            state.Create();
            KeyFile.Write(PathOf(name), line, KeyFile.Private);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(
                ForgeError.Environment, $"{PathOf(name)} cannot be written: {exception.Message}",
                "check the owner of the state directory and the space on its disk", exception);
        }
    }

    /// <summary>Forgets a value. Instances that were started with it keep it.</summary>
    /// <exception cref="ForgeException">There is none of that name (NotFound).</exception>
    public void Remove(string name)
    {
        Require(name);
        if (!File.Exists(PathOf(name)))
        {
            throw new ForgeException(
                ForgeError.NotFound, $"there is no credential {name}", "`imageforge credential list` shows them");
        }

        File.Delete(PathOf(name));
    }

    /// <summary>The value; null if there is none.</summary>
    public string? TryRead(string name)
    {
        try
        {
            return Name().IsMatch(name) ? File.ReadAllText(PathOf(name)).TrimEnd('\n') : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static void Require(string name)
    {
        if (!Name().IsMatch(name))
        {
            throw new ForgeException(
                ForgeError.Usage, $"'{name}' is not the name of a credential",
                "letters, digits and . _ - beginning with a letter, at most 60; not imageforge.…: those are the "
                    + "beacon's");
        }
    }

    private string PathOf(string name) => Path.Combine(state.Credentials, name);

    [GeneratedRegex(@"^(?!imageforge\.)[a-zA-Z][a-zA-Z0-9._-]{0,59}$(?<!\.half)", RegexOptions.None, 1000)]
    private static partial Regex Name();
}
